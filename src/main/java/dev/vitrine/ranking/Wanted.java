package dev.vitrine.ranking;

import dev.vitrine.catalog.Filter;
import java.util.Set;

/**
 * What a page is to hold.
 *
 * @param excluded items that are left out
 * @param filter what the others must match, what rules hide being left out already
 * @param settings by which they are scored
 * @param explained whether each item tells its features
 */
record Wanted(
        int limit, Set<Long> excluded, Filter filter, RankingProperties settings, Rulebook rules, boolean explained) {

    Wanted(int limit, Set<Long> excluded, Filter filter, RankingProperties settings) {
        this(limit, excluded, filter, settings, Rulebook.NONE, false);
    }
}
