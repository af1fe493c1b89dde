package dev.vitrine.ranking;

import java.util.Arrays;

/**
 * What each channel weighs in a score. Content counts in deviations above the background; the others are shares of the
 * user's best candidate, from 0 to 1, so that their weight is what the best gains.
 *
 * @param content likeness of vectors to interests and session
 * @param together EASE from the user's latest items
 * @param knn item-kNN from the same
 * @param words likeness in words to the same
 * @param popularity of the item
 */
public record Mix(double content, double together, double knn, double words, double popularity) {

    /** Deviations above the background of a very good likeness: where content is on a par with a share of 1. */
    static final double TOP = 3;

    static final int CHANNELS = 5;

    static Mix of(RankingProperties settings) {
        return new Mix(1, settings.together(), settings.knn(), settings.words(), settings.popularity());
    }

    /** From weights of features on one scale. */
    static Mix of(double... weights) {
        return new Mix(weights[0] / TOP, weights[1], weights[2], weights[3], weights[4]);
    }

    /** Weights of features on one scale. */
    double[] weights() {
        return new double[] {content * TOP, together, knn, words, popularity};
    }

    Mix without(int... channels) {
        double[] weights = weights();
        for (int channel : channels) {
            weights[channel] = 0;
        }
        return of(weights);
    }

    /** The same, counting less or more. */
    Mix times(double factor) {
        return of(Arrays.stream(weights()).map(weight -> weight * factor).toArray());
    }

    /** The same proportions with the total of another, so that penalties keep their size. */
    Mix scaledTo(Mix other) {
        double mine = Arrays.stream(weights()).sum();
        double theirs = Arrays.stream(other.weights()).sum();
        double[] scaled = Arrays.stream(weights())
                .map(weight -> mine == 0 ? 0 : weight * theirs / mine)
                .toArray();
        return mine == 0 ? other : of(scaled);
    }
}
