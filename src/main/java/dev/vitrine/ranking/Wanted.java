package dev.vitrine.ranking;

import dev.vitrine.catalog.Filter;
import java.util.Set;

/**
 * What a page is to hold.
 *
 * @param excluded items that are left out
 * @param filter what the others must match
 */
record Wanted(int limit, Set<Long> excluded, Filter filter) {}
