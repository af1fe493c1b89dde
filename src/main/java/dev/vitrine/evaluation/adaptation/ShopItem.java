package dev.vitrine.evaluation.adaptation;

import dev.vitrine.catalog.Item;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a training needs of an item.
 *
 * @param picture the first picture's sha256
 * @param titles by language; titles that differ in case or blanks only count as the same
 * @param values the attributes that have one value in words, the category under {@link #CATEGORY}
 * @param group items of one group share a title or the picture, directly or over others of the group; its name is the
 *     first of their titles in the order of the alphabet
 */
record ShopItem(
        String id,
        String picture,
        Map<String, String> titles,
        Map<String, String> descriptions,
        Map<String, String> values,
        String group) {

    static final String CATEGORY = "category";
    private static final int LONGEST_VALUE = 60;

    static ShopItem of(Item item) {
        Map<String, String> values = new TreeMap<>();
        item.attributes().forEach((name, value) -> word(value).forEach(word -> values.put(name, word)));
        if (item.category() != null) {
            values.put(CATEGORY, item.category());
        }
        return new ShopItem(
                item.id(),
                item.pictures().getFirst().sha256(),
                new TreeMap<>(item.titles()),
                new TreeMap<>(item.descriptions()),
                values,
                "");
    }

    /** The value in words, if it is one: figures say nothing that a picture shows, and of several none is the value. */
    private static List<String> word(Object value) {
        Object single = value instanceof List<?> list && list.size() == 1 ? list.getFirst() : value;
        return single instanceof String text && text.length() <= LONGEST_VALUE ? List.of(text) : List.of();
    }

    ShopItem in(String group) {
        return new ShopItem(id, picture, titles, descriptions, values, group);
    }

    /** What makes two items the same thing: each title with its language, without case and blanks, and the picture. */
    Stream<String> marks() {
        return Stream.concat(
                titles.keySet().stream().map(language -> language + " " + title(language)), Stream.of("~ " + picture));
    }

    /** The title as it is compared. */
    String title(String language) {
        return titles.getOrDefault(language, "").strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }
}
