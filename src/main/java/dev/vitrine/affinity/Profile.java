package dev.vitrine.affinity;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A user's latest items with what each counts: its weight in the history times (1 + place)^−recency, the latest at place
 * 0; together 1. Not by the clock: a user who comes back after a year still likes what the last visit showed. Pure.
 *
 * @param weights latest first
 */
public record Profile(Map<Long, Double> weights) {

    /**
     * The profile of a history.
     *
     * @param history liked items with what each counts (above 0), latest first
     * @param recency 0 counts all alike; larger forgets sooner
     * @param limit items that count
     */
    public static Profile of(Map<Long, Double> history, double recency, int limit) {
        Map<Long, Double> weights = new LinkedHashMap<>();
        double total = 0;
        int place = 0;
        for (var entry : history.entrySet()) {
            if (place == limit) {
                break;
            }
            double weight = entry.getValue() * Math.pow(1 + place, -recency);
            weights.put(entry.getKey(), weight);
            total += weight;
            place++;
        }
        double sum = total;
        weights.replaceAll((item, weight) -> weight / sum);
        return new Profile(weights);
    }

    /** The items. */
    public Collection<Long> items() {
        return weights.keySet();
    }

    /**
     * What the rows say of each of their neighbours: the sum over the profile's items of weight × strength.
     *
     * @param rows by item of the profile; items without one add nothing
     */
    public Related related(Map<Long, Neighbours> rows) {
        var related = new Related();
        weights.forEach((item, weight) -> {
            Neighbours row = rows.get(item);
            if (row != null) {
                for (int k = 0; k < row.size(); k++) {
                    related.add(row.items()[k], item, weight * row.weights()[k]);
                }
            }
        });
        return related;
    }

    /** Where a profile has no items. */
    public boolean isEmpty() {
        return Objects.requireNonNull(weights).isEmpty();
    }
}
