package dev.vitrine.evaluation.offline;

import dev.vitrine.evaluation.offline.Split.Case;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A way to recommend, to be compared. Each bean of this type takes part. */
interface Method {

    String name();

    /** Learns from the split's training part. */
    Ranker learn(Split split, Shelf shelf);

    /** Recommends. */
    interface Ranker {

        /**
         * Items for a user, best first, without those the user had touched.
         *
         * @param among if not null, the only items that count
         */
        List<Long> rank(Case user, @Nullable Set<Long> among, int limit);
    }
}
