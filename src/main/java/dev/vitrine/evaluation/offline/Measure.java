package dev.vitrine.evaluation.offline;

import dev.vitrine.evaluation.RankingMetrics;
import java.util.List;
import java.util.Set;

/** A measure of one user's list; the mean over users is reported. */
enum Measure {
    HR_10("HR@10") {
        @Override
        double of(boolean[] relevant, int total) {
            return RankingMetrics.recallAt(10, relevant);
        }
    },
    NDCG_10("NDCG@10") {
        @Override
        double of(boolean[] relevant, int total) {
            return RankingMetrics.ndcgAt(10, total, relevant);
        }
    },
    RECALL_20("Recall@20") {
        @Override
        double of(boolean[] relevant, int total) {
            int found = 0;
            for (int i = 0; i < Math.min(20, relevant.length); i++) {
                found += relevant[i] ? 1 : 0;
            }
            return found / (double) total;
        }
    },
    NDCG_20("NDCG@20") {
        @Override
        double of(boolean[] relevant, int total) {
            return RankingMetrics.ndcgAt(20, total, relevant);
        }
    };

    final String word;

    Measure(String word) {
        this.word = word;
    }

    abstract double of(boolean[] relevant, int total);

    /** All measures of a list, in their order. */
    static double[] all(List<Long> ranked, Set<Long> next) {
        boolean[] relevant = new boolean[Math.min(20, ranked.size())];
        for (int i = 0; i < relevant.length; i++) {
            relevant[i] = next.contains(ranked.get(i));
        }
        double[] values = new double[values().length];
        for (Measure measure : values()) {
            values[measure.ordinal()] = measure.of(relevant, next.size());
        }
        return values;
    }
}
