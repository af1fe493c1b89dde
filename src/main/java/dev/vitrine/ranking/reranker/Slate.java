package dev.vitrine.ranking.reranker;

import dev.vitrine.vector.UnitVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user and the first candidates of late fusion, best first. Nothing is copied: vectors are shared, and arrays are not
 * to be changed.
 *
 * @param features of each candidate beside vectors, about from -1 to 3; the first is its late score in deviations from the
 *     mean of the slate
 */
public record Slate(Side picture, Side text, float[][] features) {

    /**
     * What is known on one side.
     *
     * @param tokens of the user
     * @param vectors of the candidates, null where one has none
     * @param likeness of each candidate to each token, in deviations above the background; 0 where there is no vector
     */
    public record Side(List<Token> tokens, List<@Nullable UnitVector> vectors, float[][] likeness) {}

    Side side(int number) {
        return number == 0 ? picture : text;
    }

    int size() {
        return features.length;
    }

    /** The candidate's late score, in deviations. */
    float late(int candidate) {
        return features[candidate][0];
    }
}
