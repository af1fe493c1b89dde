package dev.vitrine.affinity;

import java.util.Collection;
import java.util.Map;

/** Tables of neighbours: those that serve, or those of a part of the log. */
public interface Neighbourhood {

    /** The rows of those of the items that have one. */
    Map<Long, Neighbours> rows(Kind kind, Collection<Long> items);

    /** Whether any behaviour is known of an item. */
    boolean knows(long item);

    /** Whether nothing was computed yet. */
    boolean isEmpty();
}
