package dev.vitrine.ranking;

import dev.vitrine.catalog.Filter;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How items are asked for.
 *
 * @param limit of the page; that many come back whenever that many may be shown
 * @param language of explanations: Chinese for "zh", else English
 * @param filter what items must match
 * @param scene where they are shown, which says what is left out; null for the usual one
 * @param diversity share of dissimilarity in the order of the page, 0 to 1; null for the usual one
 * @param caps how many of each value of an attribute the page may hold, as long as others are left to fill it
 * @param explain whether each item tells its features
 * @param after the answer whose next page is meant
 */
public record Ask(
        int limit,
        String language,
        Filter filter,
        @Nullable String scene,
        @Nullable Double diversity,
        Map<String, Integer> caps,
        boolean explain,
        @Nullable UUID after) {

    /** A page of any items, explained in English. */
    public static Ask of(int limit) {
        return new Ask(limit, "en", Filter.ALL, null, null, Map.of(), false, null);
    }

    /** The same in another language. */
    public Ask in(String other) {
        return new Ask(limit, other, filter, scene, diversity, caps, explain, after);
    }

    /** The same of items that also match a filter. */
    public Ask matching(Filter other) {
        return new Ask(limit, language, filter.and(other), scene, diversity, caps, explain, after);
    }

    /** The same for another scene. */
    public Ask at(String other) {
        return new Ask(limit, language, filter, other, diversity, caps, explain, after);
    }

    /** The same, each item telling its features. */
    public Ask explained() {
        return new Ask(limit, language, filter, scene, diversity, caps, true, after);
    }

    /** The page after that answer. */
    public Ask following(UUID answer) {
        return new Ask(limit, language, filter, scene, diversity, caps, explain, answer);
    }
}
