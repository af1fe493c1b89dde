package dev.vitrine.demo;

import dev.vitrine.demo.DemoCaptions.Style;
import dev.vitrine.demo.DemoQuestions.Claim;
import dev.vitrine.demo.DemoQuestions.Question;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.Prompts.Caption;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.TaughtPictures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Drawings and what is to be said of them: captions, answers, and claims in both their versions, so that a model cannot do
 * well by always saying yes.
 */
public final class DemoLessons implements TaughtPictures {

    /** How a question is put to the demo's model. */
    private static final String QUESTION = "question: {} answer:";

    /** How the demo's model is to be asked. */
    public static final Prompts PROMPTS = new Prompts(
            DemoTexts.LANGUAGES.stream()
                    .flatMap(language -> java.util.Arrays.stream(Style.values())
                            .map(style -> new Caption(language, style.label(), DemoCaptions.prompt(language, style))))
                    .toList(),
            QUESTION);

    private static final int QUESTIONS = 2;
    private static final int CLAIMS = 2;

    /** A claim turns on one word; captions and answers have several. */
    private static final double CLAIM_WEIGHT = 4;

    private static final double TRUE_CLAIM_WEIGHT = 0.5;

    private final DemoPairs drawings;

    /** Lessons on these drawings. */
    public DemoLessons(DemoPairs drawings) {
        this.drawings = drawings;
    }

    @Override
    public int size() {
        return drawings.size();
    }

    @Override
    public RgbImage picture(int index) {
        return drawings.picture(index);
    }

    @Override
    public List<Attribute> attributes() {
        return drawings.attributes();
    }

    @Override
    public int[] values(int index) {
        return drawings.values(index);
    }

    @Override
    public List<Lesson> lessons(int index, RandomGenerator random) {
        Drawing drawing = drawings.drawing(index);
        List<Lesson> lessons = new ArrayList<>();
        for (Style style : Style.values()) {
            String language = language(random);
            lessons.add(new Lesson(
                    "caption " + language + " " + style.label(),
                    DemoCaptions.prompt(language, style),
                    DemoCaptions.caption(drawing, language, style),
                    1,
                    0));
        }
        while (lessons.size() < Style.values().length + QUESTIONS) {
            String language = language(random);
            Trait trait = Trait.values()[random.nextInt(Trait.values().length)];
            Optional<Question> question = DemoQuestions.about(drawing, trait, language, random);
            question.ifPresent(asked -> lessons.add(lesson(trait.label() + " " + language, asked, 1, 0)));
        }
        for (int i = 0; i < CLAIMS; i++) {
            String language = language(random);
            Claim claim = DemoQuestions.claim(drawing, language, random);
            lessons.add(lesson("yes/no " + language, claim.right(), CLAIM_WEIGHT, TRUE_CLAIM_WEIGHT));
            lessons.add(lesson("yes/no " + language, claim.wrong(), CLAIM_WEIGHT, 0));
        }
        return lessons;
    }

    private static String language(RandomGenerator random) {
        return DemoTexts.LANGUAGES.get(random.nextInt(DemoTexts.LANGUAGES.size()));
    }

    private static Lesson lesson(String kind, Question question, double weight, double promptWeight) {
        return new Lesson(kind, QUESTION.replace("{}", question.words()), question.answer(), weight, promptWeight);
    }
}
