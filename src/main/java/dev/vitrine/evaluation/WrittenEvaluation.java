package dev.vitrine.evaluation;

import dev.vitrine.demo.DemoCaptions;
import dev.vitrine.demo.DemoPairs;
import dev.vitrine.demo.DemoQuestions;
import dev.vitrine.demo.DemoQuestions.Claim;
import dev.vitrine.demo.DemoTexts;
import dev.vitrine.demo.Drawing;
import dev.vitrine.demo.Drawing.Combination;
import dev.vitrine.demo.Trait;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Prompts.Caption;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Measures the captions and answers of a model on drawings of combinations that it never saw. */
final class WrittenEvaluation {

    /** Another one than the training's, so that no picture is the same. */
    private static final long SEED = 1_000_033;

    private static final int PICTURE_SIZE = 128;
    private static final Generation CAPTION = Generation.greedy(40);
    private static final Generation ANSWER = Generation.greedy(8);
    private static final String YES_NO = "yes/no";

    private final List<Drawing> drawings;
    private final List<RgbImage> pictures;

    private WrittenEvaluation(int each) {
        var random = new SplittableRandom(SEED);
        List<Combination> heldOut = DemoPairs.heldOut(DemoPairs.SEED);
        drawings = IntStream.range(0, each * heldOut.size())
                .mapToObj(i -> Drawing.of(heldOut.get(i % heldOut.size()), random))
                .toList();
        pictures = drawings.parallelStream()
                .map(drawing -> drawing.picture(PICTURE_SIZE))
                .toList();
    }

    /**
     * The scores of a model.
     *
     * @param each pictures of each combination that training never saw
     */
    static WrittenScores of(Captioner captioner, Answerer answerer, int each) {
        var evaluation = new WrittenEvaluation(each);
        return new WrittenScores(
                captioner.model(),
                captioner.revision(),
                evaluation.pictures.size(),
                evaluation.captions(captioner),
                evaluation.answers(answerer));
    }

    private Map<String, Map<String, Double>> captions(Captioner captioner) {
        Map<String, Map<String, Double>> shares = new LinkedHashMap<>();
        for (Caption kind : captioner.kinds()) {
            List<String> captions = captioner.captions(pictures, kind.prompt(), CAPTION, Priority.BULK);
            double right = IntStream.range(0, captions.size())
                    .filter(i -> DemoCaptions.read(captions.get(i), kind.language())
                            .filter(drawings.get(i).combination()::equals)
                            .isPresent())
                    .count();
            shares.computeIfAbsent(kind.language(), language -> new LinkedHashMap<>())
                    .put(kind.style(), right / captions.size());
        }
        return shares;
    }

    private record Asked(String language, String kind, Answerer.Question question, String answer) {}

    private Map<String, Map<String, Double>> answers(Answerer answerer) {
        List<Asked> asked = asked();
        List<String> answers =
                answerer.answers(asked.stream().map(Asked::question).toList(), ANSWER, Priority.BULK);
        Map<String, Map<String, List<Boolean>>> right = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            boolean is = answers.get(i).equals(asked.get(i).answer());
            right.computeIfAbsent(asked.get(i).language(), language -> new LinkedHashMap<>())
                    .computeIfAbsent(asked.get(i).kind(), kind -> new ArrayList<>())
                    .add(is);
        }
        Map<String, Map<String, Double>> shares = new LinkedHashMap<>();
        right.forEach((language, kinds) -> {
            Map<String, Double> of = new LinkedHashMap<>();
            kinds.forEach((kind, all) -> of.put(
                    kind, all.stream().mapToInt(is -> is ? 1 : 0).average().orElse(0)));
            shares.put(language, of);
        });
        return shares;
    }

    private List<Asked> asked() {
        var random = new SplittableRandom(SEED);
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < drawings.size(); i++) {
            Drawing drawing = drawings.get(i);
            RgbImage picture = pictures.get(i);
            for (String language : DemoTexts.LANGUAGES) {
                for (Trait trait : Trait.values()) {
                    DemoQuestions.about(drawing, trait, language, random)
                            .ifPresent(question -> asked.add(asked(language, trait.label(), picture, question)));
                }
                Claim claim = DemoQuestions.claim(drawing, language, random);
                asked.add(asked(language, YES_NO, picture, claim.right()));
                asked.add(asked(language, YES_NO, picture, claim.wrong()));
            }
        }
        return asked;
    }

    private static Asked asked(String language, String kind, RgbImage picture, DemoQuestions.Question question) {
        return new Asked(language, kind, new Answerer.Question(picture, question.words()), question.answer());
    }
}
