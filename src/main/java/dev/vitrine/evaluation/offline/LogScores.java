package dev.vitrine.evaluation.offline;

/**
 * How well the next things of users are foretold, as mean NDCG@10 over users.
 *
 * @param users that had enough of a history to hold its end out
 * @param events held out
 * @param items that could be shown
 */
public record LogScores(int users, int events, int items, double vitrine, double popularity, double random) {

    /** How many times better than popularity. */
    public double lift() {
        return popularity == 0 ? Double.POSITIVE_INFINITY : vitrine / popularity;
    }
}
