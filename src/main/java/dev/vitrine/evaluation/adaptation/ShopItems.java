package dev.vitrine.evaluation.adaptation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The shop's items with pictures, split by title. Which side a title is on depends on nothing but the title, the seed and
 * the share.
 *
 * @param heldOut never trained on
 * @param traits by which items are told apart, as the trained part knows them
 */
record ShopItems(List<ShopItem> trained, List<ShopItem> heldOut, List<Trait> traits) {

    /**
     * Splits the items.
     *
     * @param share of the titles that is held out, between 0 and 1
     */
    static ShopItems split(Collection<ShopItem> items, double share, long seed) {
        List<ShopItem> trained = new ArrayList<>();
        List<ShopItem> heldOut = new ArrayList<>();
        grouped(items).forEach(item -> (place(item.group(), seed) < share ? heldOut : trained).add(item));
        return new ShopItems(List.copyOf(trained), List.copyOf(heldOut), Trait.of(trained));
    }

    int size() {
        return trained.size() + heldOut.size();
    }

    /** At most so many items, chosen by their titles' places: the same ones again as long as the shop is the same. */
    static List<ShopItem> sample(Collection<ShopItem> items, int limit, long seed) {
        return grouped(items).stream()
                .sorted(Comparator.comparingDouble((ShopItem item) -> place(item.group(), ~seed))
                        .thenComparing(ShopItem::id))
                .limit(limit)
                .toList();
    }

    /** The items with their groups, in the order of their ids. */
    private static List<ShopItem> grouped(Collection<ShopItem> items) {
        List<ShopItem> sorted =
                items.stream().sorted(Comparator.comparing(ShopItem::id)).toList();
        int[] parents = new int[sorted.size()];
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < parents.length; i++) {
            int item = i;
            parents[item] = item;
            sorted.get(item).marks().forEach(mark -> {
                int first = firsts.computeIfAbsent(mark, m -> item);
                parents[root(parents, item)] = root(parents, first);
            });
        }
        Map<Integer, String> names = new HashMap<>();
        for (int i = 0; i < parents.length; i++) {
            String least = sorted.get(i).marks().min(Comparator.naturalOrder()).orElseThrow();
            names.merge(root(parents, i), least, (a, b) -> a.compareTo(b) <= 0 ? a : b);
        }
        List<ShopItem> grouped = new ArrayList<>();
        for (int i = 0; i < parents.length; i++) {
            grouped.add(sorted.get(i).in(names.getOrDefault(root(parents, i), "")));
        }
        return grouped;
    }

    private static int root(int[] parents, int item) {
        int root = item;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    /** A title's place in [0, 1), the same on every machine. */
    static double place(String group, long seed) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
            digest.update(group.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest.digest()).getLong() >>> 11) * 0x1p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
