package dev.vitrine.evaluation;

/**
 * Measures of one ranked list with binary relevance, all in [0, 1]; their means over queries are what reports show.
 * Definitions as in Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 8.
 *
 * <p>A list is given as which of its places hold something relevant, best place first; places that it does not have
 * count as not relevant.
 */
public final class RankingMetrics {

    private RankingMetrics() {}

    /**
     * Recall@k as CLIP papers use it: 1 when something relevant is among the first k, else 0. Also called hit rate.
     */
    public static double recallAt(int k, boolean... relevant) {
        for (int i = 0; i < Math.min(k, relevant.length); i++) {
            if (relevant[i]) {
                return 1;
            }
        }
        return 0;
    }

    /**
     * Precision@k: the relevant among the first k, divided by the most there could be.
     *
     * @param total relevant things in all, at least 1
     */
    public static double precisionAt(int k, int total, boolean... relevant) {
        int found = 0;
        for (int i = 0; i < Math.min(k, relevant.length); i++) {
            found += relevant[i] ? 1 : 0;
        }
        return found / (double) Math.min(k, total);
    }

    /**
     * NDCG@k: places discounted by 1/log2(place + 1), divided by what the best order would have (Järvelin and
     * Kekäläinen, 2002).
     *
     * @param total relevant things in all, at least 1
     */
    public static double ndcgAt(int k, int total, boolean... relevant) {
        double gain = 0;
        for (int i = 0; i < Math.min(k, relevant.length); i++) {
            gain += relevant[i] ? discount(i) : 0;
        }
        return gain / idealGain(k, total);
    }

    /**
     * What NDCG@k is on average over all orders of {@code size} things, {@code total} of them relevant: the random
     * baseline, exactly.
     */
    public static double expectedNdcgAt(int k, int total, int size) {
        return total / (double) size * idealGain(k, size) / idealGain(k, total);
    }

    private static double idealGain(int k, int total) {
        double gain = 0;
        for (int i = 0; i < Math.min(k, total); i++) {
            gain += discount(i);
        }
        return gain;
    }

    private static double discount(int index) {
        return Math.log(2) / Math.log(index + 2.0);
    }
}
