package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * What the captioner says about an item's first picture: captions of every kind it knows, and answers. Nothing is stored;
 * a machine's words go to a person first.
 */
@Service
public class Writing {

    private static final Generation CAPTION = Generation.greedy(60);
    private static final Generation ANSWER = Generation.greedy(20);

    private final Catalog catalog;
    private final Vision vision;
    private final EnrichmentProperties properties;

    Writing(Catalog catalog, Vision vision, EnrichmentProperties properties) {
        this.catalog = catalog;
        this.vision = vision;
        this.properties = properties;
    }

    /** A caption, and which model wrote it. */
    public record Caption(String language, String style, String text, String model, String revision) {}

    /** An answer, and which model gave it. */
    public record Answer(String question, String answer, String model, String revision) {}

    /**
     * A caption in each language and style that the model writes.
     *
     * @throws ItemWithoutPicture if there is nothing to look at
     * @throws dev.vitrine.vision.ModelUnusable if the captioner is not installed or is another kind of model
     */
    public List<Caption> captions(String id) {
        RgbImage picture = picture(id);
        Captioner captioner = vision.captioner(properties.captioner());
        List<Caption> captions = new ArrayList<>();
        captioner
                .kinds()
                .forEach(kind -> captions.add(new Caption(
                        kind.language(),
                        kind.style(),
                        captioner
                                .captions(List.of(picture), kind.prompt(), CAPTION, Priority.INTERACTIVE)
                                .getFirst(),
                        captioner.model(),
                        captioner.revision())));
        return captions;
    }

    /**
     * Answers about the item, in the order of the questions.
     *
     * @throws InvalidRequest if there are no questions, too many, or one is empty or too long
     * @throws ItemWithoutPicture if there is nothing to look at
     * @throws dev.vitrine.vision.ModelUnusable if the answerer is not installed or is another kind of model
     */
    public List<Answer> answers(String id, List<String> questions) {
        check(questions);
        RgbImage picture = picture(id);
        Answerer answerer = vision.answerer(properties.answerer());
        List<String> answers = answerer.answers(
                questions.stream()
                        .map(question -> new Answerer.Question(picture, question))
                        .toList(),
                ANSWER,
                Priority.INTERACTIVE);
        List<Answer> given = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            given.add(new Answer(questions.get(i), answers.get(i), answerer.model(), answerer.revision()));
        }
        return given;
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

    private RgbImage picture(String id) {
        Item item = catalog.item(id);
        if (item.pictures().isEmpty()) {
            throw new ItemWithoutPicture(id);
        }
        return vision.decode(catalog.picture(item.pictures().getFirst().sha256()));
    }
}
