package dev.vitrine.evaluation.adaptation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An attribute that classifies the shop's items, or their category.
 *
 * @param values most frequent first
 */
record Trait(String name, List<String> values) {

    /** How a value is asked for, {} being the value. */
    static final List<String> PROMPTS = List.of("{}", "a photo of {}");

    /** What occurs once is a name, not a value. */
    private static final int LEAST_EXAMPLES = 2;

    private static final int MOST_VALUES = 300;
    private static final int MOST_TRAITS = 8;

    /** Of the items, a trait says something about at least this share, and the same about at most that one. */
    private static final double LEAST_KNOWN = 0.3;

    private static final double MOST_ALIKE = 0.95;

    /** The traits worth a head: few values, each with examples, which tell items apart. The widest known first. */
    static List<Trait> of(Collection<ShopItem> items) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        items.forEach(item -> item.values()
                .forEach((name, value) ->
                        counts.computeIfAbsent(name, n -> new TreeMap<>()).merge(value, 1, Integer::sum)));
        List<Trait> traits = new ArrayList<>();
        Map<String, Integer> known = new TreeMap<>();
        counts.forEach((name, byValue) -> {
            List<String> values = byValue.entrySet().stream()
                    .filter(entry -> entry.getValue() >= LEAST_EXAMPLES)
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .toList();
            int covered = values.stream()
                    .mapToInt(value -> byValue.getOrDefault(value, 0))
                    .sum();
            if (values.size() > 1
                    && values.size() <= MOST_VALUES
                    && covered >= LEAST_KNOWN * items.size()
                    && byValue.getOrDefault(values.getFirst(), 0) <= MOST_ALIKE * covered) {
                traits.add(new Trait(name, values));
                known.put(name, covered);
            }
        });
        traits.sort(Comparator.comparing((Trait trait) -> !trait.name().equals(ShopItem.CATEGORY))
                .thenComparingInt(trait -> -known.getOrDefault(trait.name(), 0))
                .thenComparing(Trait::name));
        return List.copyOf(traits.subList(0, Math.min(MOST_TRAITS, traits.size())));
    }

    /** The trait with every value that occurs, also the rare ones: what a prompt has to choose from. */
    Trait among(Collection<ShopItem> items) {
        var all = new TreeSet<String>();
        items.forEach(item -> {
            String value = item.values().get(name);
            if (value != null) {
                all.add(value);
            }
        });
        return new Trait(name, List.copyOf(all));
    }

    /** The item's value as an index, or -1 where it is unknown. */
    int of(ShopItem item) {
        return values.indexOf(item.values().get(name));
    }
}
