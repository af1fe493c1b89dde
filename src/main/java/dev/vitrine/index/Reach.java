package dev.vitrine.index;

import dev.vitrine.catalog.Filter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which items probes may find: those of a filter. Where few match, their keys, which are then compared one by one; where
 * many do, none, and what the graph finds is checked against the filter. Good for one request, since stock and prices
 * move on.
 *
 * @param few latest arrivals first; null where many match
 */
public record Reach(Filter filter, @Nullable List<Long> few) {

    /** Whatever may be shown. */
    public static final Reach ALL = new Reach(Filter.ALL, null);

    /** The latest arrivals, where they are known without asking. */
    public Optional<List<Long>> latest(int limit) {
        return few == null ? Optional.empty() : Optional.of(few.subList(0, Math.min(limit, few.size())));
    }
}
