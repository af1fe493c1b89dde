package dev.vitrine.evaluation.adaptation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well a model knows held-out items of the shop; all shares are in [0, 1].
 *
 * @param pictures held out: what every search looks through
 * @param titles by language, how often a picture with that title is among the first
 * @param traits attributes, told by prompts of their values
 * @param pictureToPicture P@10: how many of a picture's nearest are of its category; null when too few have one
 */
record ModelScores(
        String model,
        String revision,
        int pictures,
        Map<String, Recall> titles,
        List<ByPrompt> traits,
        @Nullable Double pictureToPicture) {

    /** Recall among the first 1, 5 and 10. */
    record Recall(int queries, double at1, double at5, double at10) {

        double mean() {
            return (at1 + at5 + at10) / 3;
        }
    }

    /**
     * An attribute's share of right guesses.
     *
     * @param top5 of right ones among five; null where there are so few values that five say nothing
     */
    record ByPrompt(
            String name,
            int values,
            int pictures,
            double top1,
            @Nullable Double top5) {

        double mean() {
            return top5 == null ? top1 : (top1 + top5) / 2;
        }
    }

    /**
     * One figure to decide by: the mean of what the model knows by titles, by attributes, and from picture to picture, each
     * the mean of its figures. What a shop has no data for is left out.
     */
    double overall() {
        List<Double> parts = new ArrayList<>();
        titles.values().stream().mapToDouble(Recall::mean).average().ifPresent(parts::add);
        traits.stream().mapToDouble(ByPrompt::mean).average().ifPresent(parts::add);
        if (pictureToPicture != null) {
            parts.add(pictureToPicture);
        }
        return parts.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
