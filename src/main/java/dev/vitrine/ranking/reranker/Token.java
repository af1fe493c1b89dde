package dev.vitrine.ranking.reranker;

import dev.vitrine.vector.UnitVector;

/**
 * A vector that a user is known by.
 *
 * @param strength how much it counts among its kind, above 0 and at most about 1
 * @param age from 0 for the latest of its kind to 1
 */
public record Token(Kind kind, UnitVector vector, double strength, double age) {

    private static final double FAINTEST = 0.01;

    /** What it stands for. */
    public enum Kind {
        INTEREST,
        SESSION,
        LATEST,
        DISLIKE
    }

    double logStrength() {
        return Math.log(Math.max(strength, FAINTEST));
    }
}
