package dev.vitrine.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Orders a page so that neighbours on it are not copies of each other: maximal marginal relevance (Carbonell and
 * Goldstein, SIGIR 1998). Each next item maximises (1 − d)·relevance − d·likeness to the nearest item already chosen,
 * with relevance scaled to 0..1 over the pool. Cost: page × pool likenesses.
 */
final class Diversity {

    /** Candidates per place; further down the list nothing would be chosen at a light diversity. */
    static final int POOL = 3;

    private Diversity() {}

    /** The page; with diversity 0 the best in their order. */
    static List<Scored> page(List<Scored> bestFirst, Vectors vectors, double diversity, int limit) {
        List<Scored> pool = bestFirst.subList(0, Math.min(bestFirst.size(), limit * POOL));
        if (diversity == 0 || pool.size() < 2) {
            return pool.subList(0, Math.min(limit, pool.size()));
        }
        double top = pool.getFirst().score();
        double range = Math.max(top - pool.getLast().score(), 1e-9);
        double[] nearest = new double[pool.size()];
        boolean[] taken = new boolean[pool.size()];
        Arrays.fill(nearest, 0);
        List<Scored> page = new ArrayList<>();
        while (page.size() < Math.min(limit, pool.size())) {
            int best = best(pool, taken, nearest, top, range, diversity);
            taken[best] = true;
            page.add(pool.get(best));
            for (int i = 0; i < pool.size(); i++) {
                if (!taken[i]) {
                    nearest[i] = Math.max(
                            nearest[i],
                            vectors.likeness(pool.get(i).item(), pool.get(best).item()));
                }
            }
        }
        return page;
    }

    private static int best(
            List<Scored> pool, boolean[] taken, double[] nearest, double top, double range, double diversity) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < pool.size(); i++) {
            double relevance = 1 - (top - pool.get(i).score()) / range;
            double value = (1 - diversity) * relevance - diversity * nearest[i];
            if (!taken[i] && value > most) {
                most = value;
                best = i;
            }
        }
        return best;
    }
}
