package dev.vitrine.ranking;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What each channel weighs in a score. Content counts in deviations above the background; the others are shares of the
 * user's best candidate, from 0 to 1, so that their weight is what the best gains.
 *
 * @param picture likeness of pictures to interests and session; of an item or a user without one, that of texts
 * @param text likeness of texts; of an item or a user without one, that of pictures
 * @param together EASE from the user's latest items
 * @param knn item-kNN from the same
 * @param words likeness in words to the same
 * @param popularity of the item
 */
public record Mix(double picture, double text, double together, double knn, double words, double popularity) {

    /** Deviations above the background of a very good likeness: where content is on a par with a share of 1. */
    static final double TOP = 3;

    /** What decides where the others say nothing, as a share. */
    static final double TRIFLE = 0.02;

    static final int CHANNELS = 6;

    /** The first channels are the sides of an item. */
    static final int SIDES = 2;

    static Mix of(RankingProperties settings) {
        return new Mix(
                settings.picture(),
                1 - settings.picture(),
                settings.together(),
                settings.knn(),
                settings.words(),
                settings.popularity());
    }

    /** From weights of features on one scale. */
    static Mix of(double... weights) {
        return new Mix(weights[0] / TOP, weights[1] / TOP, weights[2], weights[3], weights[4], weights[5]);
    }

    /** Weights of features on one scale. */
    double[] weights() {
        return new double[] {picture * TOP, text * TOP, together, knn, words, popularity};
    }

    /** What likeness of vectors weighs. */
    double content() {
        return picture + text;
    }

    Mix without(int... channels) {
        double[] weights = weights();
        for (int channel : channels) {
            weights[channel] = 0;
        }
        return of(weights);
    }

    /** The same total for likeness of vectors and words, which need no other users; a trifle for what does. */
    Mix cautious() {
        return without(2, 3, 5).scaledTo(this).mixedWith(this, TRIFLE);
    }

    /** Between this and another: this where the share is 0, the other where it is 1. */
    Mix mixedWith(Mix other, double share) {
        double[] mine = weights();
        double[] theirs = other.weights();
        return of(IntStream.range(0, CHANNELS)
                .mapToDouble(channel -> (1 - share) * mine[channel] + share * theirs[channel])
                .toArray());
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
