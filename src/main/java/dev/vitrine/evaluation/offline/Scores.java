package dev.vitrine.evaluation.offline;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was measured on a split.
 *
 * @param users that something was held out of
 * @param items that could be shown
 */
public record Scores(String split, int users, int items, List<OfMethod> methods) {

    /** The scores of the method of that name, if it took part. */
    public Optional<OfMethod> of(String method) {
        return methods.stream().filter(each -> each.name().equals(method)).findFirst();
    }

    /** The method with the highest NDCG@10; null without any. */
    public @Nullable OfMethod best() {
        return methods.stream().max(Comparator.comparingDouble(OfMethod::ndcg)).orElse(null);
    }

    /**
     * A method's scores.
     *
     * @param measures means over users by name ({@link Measure})
     * @param coldUsers the same over users with few likes before; null when there are none
     * @param coldItems Recall@20 and NDCG@10 of items that nobody had liked before, ranked among such items; null when
     *     none were liked next
     * @param coverage share of the items that are in somebody's first ten
     * @param diversity of the first ten: 1 − mean likeness of their pairs, by vectors
     * @param novelty of the first ten: bits of surprise, −log2 of the share of users who had liked the item
     * @param milliseconds mean and 95th percentile of one list
     */
    public record OfMethod(
            String name,
            Map<String, Interval> measures,
            @Nullable Map<String, Interval> coldUsers,
            @Nullable Map<String, Interval> coldItems,
            double coverage,
            double diversity,
            double novelty,
            Latency milliseconds) {

        public double ndcg() {
            return measure("NDCG@10").mean();
        }

        /** Nothing where an earlier run did not measure it. */
        public Interval measure(String name) {
            return measures.getOrDefault(name, Interval.NONE);
        }
    }

    /** A mean and its 95 % bootstrap interval over users. */
    public record Interval(double mean, double low, double high) {
        static final Interval NONE = new Interval(0, 0, 0);
    }

    /** How long one list takes. */
    public record Latency(double mean, double p95) {}
}
