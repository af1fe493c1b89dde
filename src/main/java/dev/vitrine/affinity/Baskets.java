package dev.vitrine.affinity;

import dev.vitrine.interaction.Interaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bought together: pairs that the same user bought within a window, by the cosine of their buyers, so that what
 * everybody buys does not go with everything. Pure. Cost: the pairs within windows.
 */
final class Baskets {

    private Baskets() {}

    private record Purchase(long item, long at) {}

    /** Two items, the smaller key first. */
    private record Pair(long a, long b) {}

    static Map<Long, Neighbours> rows(Collection<Interaction> log, AffinityProperties settings) {
        Map<String, List<Purchase>> users = new LinkedHashMap<>();
        for (Interaction event : log) {
            if (settings.basketTypes().contains(event.type())) {
                users.computeIfAbsent(event.user(), user -> new ArrayList<>())
                        .add(new Purchase(event.item(), event.at().toEpochMilli()));
            }
        }
        Map<Pair, Integer> together = new HashMap<>();
        Map<Long, Integer> buyers = new HashMap<>();
        for (List<Purchase> purchases : users.values()) {
            purchases.sort(Comparator.comparingLong(Purchase::at));
            List<Purchase> latest =
                    purchases.subList(Math.max(0, purchases.size() - settings.history()), purchases.size());
            latest.stream().map(Purchase::item).distinct().forEach(item -> buyers.merge(item, 1, Integer::sum));
            pairs(latest, settings.basketWindow().toMillis()).forEach(pair -> together.merge(pair, 1, Integer::sum));
        }
        return rows(together, buyers, settings);
    }

    private static Set<Pair> pairs(List<Purchase> purchases, long window) {
        Set<Pair> pairs = new HashSet<>();
        for (int i = 0; i < purchases.size(); i++) {
            Purchase first = purchases.get(i);
            for (int j = i + 1; j < purchases.size() && purchases.get(j).at() - first.at() <= window; j++) {
                long other = purchases.get(j).item();
                if (other != first.item()) {
                    pairs.add(new Pair(Math.min(first.item(), other), Math.max(first.item(), other)));
                }
            }
        }
        return pairs;
    }

    private static Map<Long, Neighbours> rows(
            Map<Pair, Integer> together, Map<Long, Integer> buyers, AffinityProperties settings) {
        Map<Long, Strongest> rows = new HashMap<>();
        together.entrySet().stream()
                .filter(entry -> entry.getValue() >= settings.basketLeast())
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingLong(Pair::a).thenComparingLong(Pair::b)))
                .forEach(entry -> {
                    Pair pair = entry.getKey();
                    double norm =
                            Math.sqrt((double) buyers.getOrDefault(pair.a(), 1) * buyers.getOrDefault(pair.b(), 1));
                    float weight = (float) (entry.getValue() / norm);
                    offer(rows, pair.a(), pair.b(), weight, settings);
                    offer(rows, pair.b(), pair.a(), weight, settings);
                });
        Map<Long, Neighbours> neighbours = new HashMap<>();
        rows.forEach((item, strongest) -> neighbours.put(item, strongest.neighbours()));
        return neighbours;
    }

    private static void offer(
            Map<Long, Strongest> rows, long item, long other, float weight, AffinityProperties settings) {
        rows.computeIfAbsent(item, key -> new Strongest(settings.neighbours())).offer(other, weight);
    }
}
