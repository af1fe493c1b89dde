package dev.vitrine.affinity;

import dev.vitrine.interaction.EventType;
import dev.vitrine.interaction.Interaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The log as a sparse matrix: who liked what, in which order. Items are numbered by how many liked them, most first.
 *
 * @param items their keys by number
 * @param counts how many users liked each
 * @param histories for each user the numbers of the items liked, each once, in the order in which they last were
 * @param values for each of these how strongly: the root of the strongest type's share of the strongest in the log
 */
record Likes(long[] items, int[] counts, int[][] histories, float[][] values) {

    private record Like(long item, Interaction last, double weight) {}

    /** @param history items of a user that count, the latest */
    static Likes of(Collection<Interaction> log, Map<String, EventType> types, int history) {
        double strongest = 0;
        // In the order of their ids, so that the order of the log does not matter.
        Map<String, Map<Long, Like>> users = new TreeMap<>();
        for (Interaction event : log) {
            EventType type = types.get(event.type());
            if (type != null && type.weight() > 0) {
                strongest = Math.max(strongest, type.weight());
                users.computeIfAbsent(event.user(), user -> new HashMap<>())
                        .merge(event.item(), new Like(event.item(), event, type.weight()), Likes::joined);
            }
        }
        List<List<Like>> ordered = new ArrayList<>();
        Map<Long, Integer> counts = new HashMap<>();
        for (Map<Long, Like> likes : users.values()) {
            List<Like> latest = likes.values().stream()
                    .sorted(Comparator.<Like, java.time.Instant>comparing(
                                    like -> like.last().at())
                            .thenComparingLong(like -> like.last().key()))
                    .skip(Math.max(0, likes.size() - history))
                    .toList();
            ordered.add(latest);
            latest.forEach(like -> counts.merge(like.item(), 1, Integer::sum));
        }
        return numbered(ordered, counts, strongest);
    }

    private static Like joined(Like a, Like b) {
        boolean later = b.last().at().isAfter(a.last().at())
                || b.last().at().equals(a.last().at())
                        && b.last().key() > a.last().key();
        return new Like(a.item(), later ? b.last() : a.last(), Math.max(a.weight(), b.weight()));
    }

    private static Likes numbered(List<List<Like>> users, Map<Long, Integer> counts, double strongest) {
        long[] items = counts.entrySet().stream()
                .sorted(Map.Entry.<Long, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .mapToLong(Map.Entry::getKey)
                .toArray();
        Map<Long, Integer> numbers = new HashMap<>();
        int[] liked = new int[items.length];
        for (int i = 0; i < items.length; i++) {
            numbers.put(items[i], i);
            liked[i] = counts.getOrDefault(items[i], 0);
        }
        int[][] histories = new int[users.size()][];
        float[][] values = new float[users.size()][];
        for (int u = 0; u < histories.length; u++) {
            List<Like> likes = users.get(u);
            histories[u] = likes.stream()
                    .mapToInt(like -> numbers.getOrDefault(like.item(), -1))
                    .toArray();
            values[u] = new float[likes.size()];
            for (int k = 0; k < likes.size(); k++) {
                values[u][k] = (float) Math.sqrt(likes.get(k).weight() / strongest);
            }
        }
        return new Likes(items, liked, histories, values);
    }

    int users() {
        return histories.length;
    }
}
