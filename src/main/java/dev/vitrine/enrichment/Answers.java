package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Proposals.Said;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Origin;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Answers to questions about an item's first picture. A question that is only asked leaves nothing behind. */
@Service
public class Answers {

    private static final int MAX_TOKENS = 20;
    private static final Generation ANSWER = Generation.greedy(MAX_TOKENS);

    private final Catalog catalog;
    private final Looks looks;
    private final Vision vision;
    private final Proposals proposals;
    private final EnrichmentProperties properties;

    Answers(Catalog catalog, Looks looks, Vision vision, Proposals proposals, EnrichmentProperties properties) {
        this.catalog = catalog;
        this.looks = looks;
        this.vision = vision;
        this.proposals = proposals;
        this.properties = properties;
    }

    /** An answer, and which model gave it. */
    public record Answer(String question, String answer, String model, String revision) {}

    /**
     * Answers about the item, in the order of the questions.
     *
     * @param propose whether they are kept with the item, to be reviewed
     * @throws InvalidRequest if there are no questions, too many, or one is empty or too long
     * @throws ItemWithoutPicture if there is nothing to look at
     * @throws dev.vitrine.vision.ModelUnusable if the answerer is not installed or is another kind of model
     */
    public List<Answer> answers(String id, List<String> questions, boolean propose) {
        check(questions);
        Item item = catalog.item(id);
        RgbImage picture = looks.picture(item);
        Answerer answerer = vision.answerer(properties.answerer());
        List<String> answers = answerer.answers(
                questions.stream()
                        .map(question -> new Answerer.Question(picture, question))
                        .toList(),
                ANSWER,
                Priority.INTERACTIVE);
        List<Answer> given = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            var answer = new Answer(questions.get(i), answers.get(i), answerer.model(), answerer.revision());
            given.add(answer);
            if (propose && !answer.answer().isBlank()) {
                propose(item, answer);
            }
        }
        return given;
    }

    /** A model and its revision. */
    public record Model(String name, String revision) {}

    /**
     * Which model answers.
     *
     * @throws dev.vitrine.vision.ModelUnusable as {@link #answers(String, List, boolean)} does
     */
    public Model model() {
        Answerer answerer = vision.answerer(properties.answerer());
        return new Model(answerer.model(), answerer.revision());
    }

    /**
     * The installed model's answers to a question about pictures, each by itself, in their order; nothing is kept.
     *
     * @throws InvalidRequest if the question is empty or too long
     * @throws dev.vitrine.vision.ModelUnusable as {@link #answers(String, List, boolean)} does
     */
    public List<Answer> answers(String question, List<RgbImage> pictures) {
        check(List.of(question));
        Answerer answerer = vision.answerer(properties.answerer());
        return answerer
                .answers(
                        pictures.stream()
                                .map(picture -> new Answerer.Question(picture, question))
                                .toList(),
                        ANSWER,
                        Priority.INTERACTIVE)
                .stream()
                .map(answer -> new Answer(question, answer, answerer.model(), answerer.revision()))
                .toList();
    }

    private void propose(Item item, Answer answer) {
        var origin = new Origin(
                answer.answer(),
                answer.model(),
                answer.revision(),
                answer.question(),
                Map.of("maxTokens", MAX_TOKENS),
                null,
                Looks.sha256(item));
        var draft = new Draft(answer.answer(), origin, List.of(), List.of(), false);
        proposals.propose(
                List.of(new Said(item.key(), Kind.ANSWER, answer.question().strip(), true, List.of(draft))), null);
    }

    private void check(List<String> questions) {
        if (questions.isEmpty() || questions.size() > properties.maxQuestions()) {
            throw new InvalidRequest(
                    "questions",
                    "A request has 1 to " + properties.maxQuestions() + " questions, not " + questions.size() + ".");
        }
        for (int i = 0; i < questions.size(); i++) {
            int length = questions.get(i).length();
            if (questions.get(i).isBlank() || length > properties.maxTextLength()) {
                throw new InvalidRequest(
                        "questions[" + i + "]",
                        "A question has 1 to " + properties.maxTextLength()
                                + " characters, and not only spaces; number " + (i + 1) + " has " + length + ".");
            }
        }
    }
}
