package dev.vitrine.ranking;

import dev.vitrine.catalog.Filter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a page is to hold.
 *
 * @param excluded items that are left out
 * @param filter what the others must match, what rules hide being left out already
 * @param settings by which they are scored
 * @param explained whether each item tells its features
 * @param among if not null, the only items that may be shown, each of which is looked at
 */
record Wanted(
        int limit,
        Set<Long> excluded,
        Filter filter,
        RankingProperties settings,
        Rulebook rules,
        boolean explained,
        @Nullable Set<Long> among) {

    Wanted(int limit, Set<Long> excluded, Filter filter, RankingProperties settings) {
        this(limit, excluded, filter, settings, Rulebook.NONE, false, null);
    }

    /** The same of some items alone. */
    Wanted among(@Nullable Set<Long> items) {
        return new Wanted(limit, excluded, filter, settings, rules, explained, items);
    }
}
