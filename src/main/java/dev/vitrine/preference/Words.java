package dev.vitrine.preference;

import dev.vitrine.catalog.Item;
import dev.vitrine.preference.Portrait.Share;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A taste in words: the categories and attribute values that most of what a user likes has in common. */
final class Words {

    /** Values that fewer of the likes share than this say nothing about the user. */
    private static final double LEAST = 0.2;

    private static final int MOST = 10;

    private Words() {}

    static List<Share> of(Map<Long, Double> liked, Map<Long, Item> items) {
        Map<Value, Double> weights = new HashMap<>();
        double total = 0;
        for (var like : liked.entrySet()) {
            Item item = items.get(like.getKey());
            if (item != null) {
                total += like.getValue();
                values(item).forEach(value -> weights.merge(value, like.getValue(), Double::sum));
            }
        }
        double all = total;
        return weights.entrySet().stream()
                .map(entry -> new Share(
                        entry.getKey().attribute(),
                        entry.getKey().value(),
                        Math.round(entry.getValue() / all * 100) / 100.0))
                .filter(share -> share.share() >= LEAST)
                .sorted(Comparator.comparingDouble(Share::share)
                        .reversed()
                        .thenComparing(Share::attribute)
                        .thenComparing(Share::value))
                .limit(MOST)
                .toList();
    }

    private record Value(String attribute, String value) {}

    private static Set<Value> values(Item item) {
        Set<Value> values = new HashSet<>();
        if (item.category() != null) {
            values.add(new Value("category", item.category()));
        }
        item.attributes().forEach((name, value) -> {
            switch (value) {
                case String text -> values.add(new Value(name, text));
                case Boolean flag -> values.add(new Value(name, flag.toString()));
                case Collection<?> several -> several.forEach(one -> values.add(new Value(name, String.valueOf(one))));
                // Numbers are seldom shared, and a mean of sizes is no taste.
                default -> {}
            }
        });
        return values;
    }
}
