package dev.vitrine.evaluation;

import dev.vitrine.demo.Category;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.demo.Drawing;
import dev.vitrine.evaluation.ParaphraseScores.Answer;
import dev.vitrine.evaluation.ParaphraseScores.Answers;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Searches the pictures of the demo shop's items by {@link Paraphrase paraphrases}. */
final class ParaphraseEvaluation {

    private static final int TEN = 10;
    private static final int BATCH = 64;

    private final DualEncoder encoder;
    private final List<Drawing> drawings = DemoShop.drawings();
    private final Gallery gallery;

    private ParaphraseEvaluation(DualEncoder encoder) {
        this.encoder = encoder;
        List<UnitVector> vectors = new ArrayList<>();
        for (int from = 0; from < drawings.size(); from += BATCH) {
            vectors.addAll(encoder.pictures(
                    drawings.subList(from, Math.min(from + BATCH, drawings.size())).parallelStream()
                            .map(drawing -> drawing.picture(DemoShop.PICTURE_SIZE))
                            .toList(),
                    Priority.BULK));
        }
        gallery = new Gallery(vectors);
    }

    /** The model's scores. */
    static ParaphraseScores of(DualEncoder encoder) {
        var evaluation = new ParaphraseEvaluation(encoder);
        Map<String, Answers> languages = new LinkedHashMap<>();
        Paraphrase.BY_LANGUAGE.forEach((language, searches) -> languages.put(language, evaluation.answers(searches)));
        return new ParaphraseScores(encoder.model(), encoder.revision(), evaluation.drawings.size(), languages);
    }

    private Answers answers(List<Paraphrase> searches) {
        List<Answer> answers = searches.stream().map(this::answer).toList();
        return new Answers(
                answers.stream().mapToDouble(Answer::precision).average().orElse(0),
                searches.stream()
                        .mapToDouble(search -> meant(search) / (double) drawings.size())
                        .average()
                        .orElse(0),
                answers);
    }

    private int meant(Paraphrase search) {
        return (int) drawings.stream()
                .filter(drawing -> search.meant().contains(drawing.category()))
                .count();
    }

    private Answer answer(Paraphrase search) {
        int[] nearest = gallery.nearest(
                encoder.texts(List.of(search.words()), Priority.BULK).getFirst(), TEN, -1);
        boolean[] right = new boolean[nearest.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = search.meant().contains(drawings.get(nearest[i]).category());
        }
        return new Answer(
                search.words(),
                search.meant().stream().sorted().map(Category::slug).toList(),
                RankingMetrics.precisionAt(TEN, meant(search), right));
    }
}
