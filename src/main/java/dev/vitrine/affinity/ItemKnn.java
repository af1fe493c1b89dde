package dev.vitrine.affinity;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Item-kNN: the cosine of two items' users, shrunk towards 0 where few liked both: c_ij / (√(c_i·c_j) + shrinkage), which
 * is hard to beat for what it costs (Dacrema et al., RecSys 2019, arXiv 1907.06902). Pure. Cost: the sum of squared
 * histories.
 */
final class ItemKnn {

    private ItemKnn() {}

    /** The strongest neighbours of each item that has any, by key. */
    static Map<Long, Neighbours> rows(Likes likes, AffinityProperties settings) {
        int[][] users = usersByItem(likes);
        int n = likes.items().length;
        ThreadLocal<float[]> together = ThreadLocal.withInitial(() -> new float[n]);
        Neighbours[] rows = IntStream.range(0, n)
                .parallel()
                .mapToObj(i -> row(i, likes, users[i], together.get(), settings))
                .toArray(Neighbours[]::new);
        Map<Long, Neighbours> byItem = new HashMap<>();
        for (int i = 0; i < n; i++) {
            byItem.put(likes.items()[i], rows[i]);
        }
        return byItem;
    }

    private static Neighbours row(int i, Likes likes, int[] users, float[] together, AffinityProperties settings) {
        for (int user : users) {
            for (int other : likes.histories()[user]) {
                together[other]++;
            }
        }
        var strongest = new Strongest(settings.neighbours());
        for (int user : users) {
            for (int other : likes.histories()[user]) {
                if (together[other] > 0 && other != i) {
                    double norm = Math.sqrt((double) likes.counts()[i] * likes.counts()[other]);
                    strongest.offer(likes.items()[other], (float) (together[other] / (norm + settings.shrinkage())));
                }
                together[other] = 0;
            }
        }
        return strongest.neighbours();
    }

    private static int[][] usersByItem(Likes likes) {
        int[][] users = new int[likes.items().length][];
        int[] filled = new int[users.length];
        for (int i = 0; i < users.length; i++) {
            users[i] = new int[likes.counts()[i]];
        }
        for (int user = 0; user < likes.users(); user++) {
            for (int item : likes.histories()[user]) {
                users[item][filled[item]++] = user;
            }
        }
        return users;
    }
}
