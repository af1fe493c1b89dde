package dev.vitrine.affinity;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tables of neighbours in memory.
 *
 * @param users whose likes they rest on
 */
record Tables(int users, Map<Kind, Map<Long, Neighbours>> tables) implements Neighbourhood {

    Map<Long, Neighbours> table(Kind kind) {
        return Objects.requireNonNull(tables.get(kind));
    }

    @Override
    public Map<Long, Neighbours> rows(Kind kind, Collection<Long> items) {
        Map<Long, Neighbours> table = table(kind);
        Map<Long, Neighbours> rows = new HashMap<>();
        for (Long item : items) {
            Neighbours row = table.get(item);
            if (row != null) {
                rows.put(item, row);
            }
        }
        return rows;
    }

    @Override
    public boolean knows(long item) {
        return table(Kind.KNN).containsKey(item);
    }

    @Override
    public boolean isEmpty() {
        return table(Kind.KNN).isEmpty();
    }
}
