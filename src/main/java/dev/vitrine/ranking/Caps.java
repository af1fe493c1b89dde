package dev.vitrine.ranking;

import dev.vitrine.catalog.Catalog;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what a page holds of each value of an attribute. Used by one request. */
final class Caps {

    private final Map<String, Integer> most;
    private final Catalog catalog;
    private final Map<String, Map<Long, List<String>>> values = new HashMap<>();
    private final Map<String, Map<String, Integer>> held = new HashMap<>();

    Caps(Map<String, Integer> most, Catalog catalog) {
        this.most = most;
        this.catalog = catalog;
    }

    /** One that holds as much, to try a page with. */
    Caps copy() {
        var copy = new Caps(most, catalog);
        copy.become(this);
        return copy;
    }

    /** Takes over what another holds. */
    void become(Caps other) {
        values.putAll(other.values);
        held.clear();
        other.held.forEach((attribute, counts) -> held.put(attribute, new HashMap<>(counts)));
    }

    /** Looks these items up together, before they are asked about one by one. */
    void learn(Collection<Long> items) {
        most.keySet()
                .forEach(attribute -> values.computeIfAbsent(attribute, key -> new HashMap<>())
                        .putAll(catalog.values(items, attribute)));
    }

    /** Whether the page may hold the item as well; then it is counted. One without a value is never too many. */
    boolean admits(long item) {
        for (var cap : most.entrySet()) {
            for (String value : values(cap.getKey(), item)) {
                if (held(cap.getKey()).getOrDefault(value, 0) >= cap.getValue()) {
                    return false;
                }
            }
        }
        most.keySet()
                .forEach(attribute ->
                        values(attribute, item).forEach(value -> held(attribute).merge(value, 1, Integer::sum)));
        return true;
    }

    private List<String> values(String attribute, long item) {
        return values.getOrDefault(attribute, Map.of()).getOrDefault(item, List.of());
    }

    private Map<String, Integer> held(String attribute) {
        return held.computeIfAbsent(attribute, key -> new HashMap<>());
    }
}
