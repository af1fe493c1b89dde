package dev.vitrine.bench;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the index finds of the truly nearest, which comparing with every item tells. */
final class Recall {

    private static final int LIMIT = 100;

    private final VectorIndex index;
    private final Catalog catalog;
    private final JdbcTemplate jdbc;
    private final ShopSize size;

    Recall(VectorIndex index, Catalog catalog, JdbcTemplate jdbc, ShopSize size) {
        this.index = index;
        this.catalog = catalog;
        this.jdbc = jdbc;
        this.size = size;
    }

    /**
     * A share of the items and how well they are searched.
     *
     * @param share of the items that match, 0 to 1
     * @param recall of the 100 nearest that match, the mean over the queries
     * @param full the share of queries with as many results as there can be
     * @param p50 milliseconds of a search within the process, the first with a filter left out
     */
    record Found(double share, double recall, double full, double p50) {}

    /** The mean over queries that lie around items, as users' interests do. */
    Found of(double share, int queries) {
        int most = (int) Math.round(share * 10_000);
        Filter filter = catalog.filter(share >= 1 ? null : "rank<" + most);
        var random = new SplittableRandom(size.seed());
        double recall = 0;
        int full = 0;
        var took = new Latencies();
        for (int q = 0; q < queries; q++) {
            UnitVector query = query(random);
            long began = System.nanoTime();
            List<Long> found = index.nearest(query, Modality.IMAGE, LIMIT, Set.of(), index.reach(filter)).stream()
                    .map(Neighbour::item)
                    .toList();
            if (q > 0) {
                took.add(System.nanoTime() - began);
            }
            List<Long> nearest = exact(query, share, most);
            Set<Long> both = new HashSet<>(nearest);
            both.retainAll(found);
            recall += nearest.isEmpty() ? 1 : both.size() / (double) nearest.size();
            full += found.size() == nearest.size() ? 1 : 0;
        }
        return new Found(
                share,
                recall / queries,
                full / (double) queries,
                took.figures(1).p50());
    }

    /** The mean of two items of a kind. */
    private UnitVector query(SplittableRandom random) {
        int first = random.nextInt(size.items());
        int second = (first + size.kinds()) % size.items();
        Map<Long, UnitVector> vectors = index.vectors(Modality.IMAGE, List.of(first + 1L, second + 1L));
        List<UnitVector.Weighted> pair = new ArrayList<>();
        vectors.values().forEach(vector -> pair.add(new UnitVector.Weighted(vector, 1)));
        return UnitVector.blend(pair);
    }

    /** Without the dimension in the type no graph serves, so that every row is compared. */
    private List<Long> exact(UnitVector query, double share, int most) {
        return jdbc.queryForList(
                "select v.item from item_vector v "
                        + (share >= 1 ? "" : "join item i on i.id = v.item and (i.attributes->>'rank')::int < " + most)
                        + " where v.space = ? and v.modality = 0 order by v.embedding <#> ?::halfvec, v.item limit "
                        + LIMIT,
                Long.class,
                index.space().id(),
                java.util.Arrays.toString(query.toArray()));
    }
}
