package dev.vitrine.ranking;

import dev.vitrine.catalog.Filter;

/**
 * How items are asked for.
 *
 * @param limit of the page; that many come back whenever that many may be shown
 * @param language of explanations: Chinese for "zh", else English
 * @param filter what items must match
 */
public record Ask(int limit, String language, Filter filter) {

    /** A page of any items, explained in English. */
    public static Ask of(int limit) {
        return new Ask(limit, "en", Filter.ALL);
    }

    /** The same in another language. */
    public Ask in(String other) {
        return new Ask(limit, other, filter);
    }

    /** The same of items that also match a filter. */
    public Ask matching(Filter other) {
        return new Ask(limit, language, filter.and(other));
    }
}
