package dev.vitrine.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.catalog.PlannedAnew;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Each item's nearest others, walked for in the graph once and kept: in memory those that are asked for again and again,
 * in a table all. What is not there is computed when it is asked for; a night computes the others beforehand.
 *
 * <p>A list is as old as its row: an item that came later is missing in the lists of its neighbours until the night, and
 * one that may not be shown any more is still there. Whoever uses lists looks at new arrivals beside them, and checks
 * what may be shown.
 */
@Component
class NeighbourLists {

    /** What a list takes in memory beside its entries, about. */
    private static final int LIST_BYTES = 120;

    private static final int ENTRY_BYTES = Long.BYTES + Float.BYTES;

    /** By how much a shop may grow before its lists are computed anew. */
    private static final double GROWTH = 1.1;

    /** Items whose lists are computed between two looks at what is missing. */
    private static final int PAGE = 500;

    private final JdbcClient jdbc;
    private final PlannedAnew anew;
    private final IndexProperties properties;
    private final Clock clock;
    /** By {@link VectorIndex#key}; one of another space counts as none. */
    private final Cache<Long, Kept> known;

    private final Cache<Side, Long> sizes;
    /** Vectors that this process stored since it counted them. */
    private final AtomicLong stored = new AtomicLong();

    private record Side(Space space, Modality modality) {}

    /** A list and how many vectors there were when it was computed. */
    private record Kept(int space, Alike list, long among) {}

    NeighbourLists(JdbcClient jdbc, PlannedAnew anew, IndexProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.anew = anew;
        this.properties = properties;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.neighbourCache().toBytes())
                .weigher((Long key, Kept kept) -> ENTRY_BYTES * kept.list().size() + LIST_BYTES)
                .expireAfterWrite(properties.vectorAge())
                .build();
        this.sizes = Caffeine.newBuilder()
                .expireAfterWrite(properties.backgroundAge())
                .build();
    }

    /** The lists of these items; of one without a vector an empty one. */
    Map<Long, Alike> of(Space space, Modality modality, Collection<Long> items) {
        long least = (long) Math.ceil(size(space, modality) / GROWTH);
        Map<Long, Alike> lists = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (Long item : items) {
            Kept kept = known.getIfPresent(VectorIndex.key(modality, item));
            if (kept == null || kept.space() != space.id() || kept.among() < least) {
                missing.add(item);
            } else {
                lists.put(item, kept.list());
            }
        }
        if (!missing.isEmpty()) {
            Map<Long, Kept> read = read(space, modality, missing, least);
            missing.removeAll(read.keySet());
            if (!missing.isEmpty()) {
                read.putAll(compute(space, modality, missing));
            }
            missing.forEach(item -> read.putIfAbsent(item, new Kept(space.id(), Alike.NONE, least)));
            read.forEach((item, kept) -> {
                known.put(VectorIndex.key(modality, item), kept);
                lists.put(item, kept.list());
            });
        }
        return lists;
    }

    private long size(Space space, Modality modality) {
        return sizes.get(new Side(space, modality), side -> {
            stored.set(0);
            return jdbc.sql("select count(*) from item_vector where space = ? and modality = ?")
                    .params(space.id(), modality.ordinal())
                    .query(Long.class)
                    .single();
        });
    }

    /** Tells that vectors were stored. */
    void grown(int vectors) {
        long most =
                sizes.asMap().values().stream().mapToLong(Long::longValue).max().orElse(0);
        if (stored.addAndGet(vectors) > most * (GROWTH - 1) / 2) {
            sizes.invalidateAll();
        }
    }

    private Map<Long, Kept> read(Space space, Modality modality, List<Long> items, long least) {
        Map<Long, Kept> read = new HashMap<>();
        jdbc.sql("""
                        select item, neighbours, similarities, among from vector_neighbour
                        where space = ? and modality = ? and item = any(?) and among >= ?""")
                .params(space.id(), modality.ordinal(), items.toArray(Long[]::new), least)
                .query(row -> {
                    read.put(row.getLong("item"), new Kept(space.id(), list(row), row.getLong("among")));
                });
        return read;
    }

    /** Walks the graph for each of the items that has a vector, and keeps what is found. */
    private Map<Long, Kept> compute(Space space, Modality modality, List<Long> items) {
        Map<Long, Kept> computed = new HashMap<>();
        // Nobody waits for the disk: what is lost is computed again.
        anew.sql("""
                        with quickly as (select set_config('synchronous_commit', 'off', true))
                        insert into vector_neighbour
                            (space, modality, item, neighbours, similarities, among, computed_at)
                        select v.space, v.modality, v.item,
                               coalesce(array_agg(near.item order by near.distance, near.item)
                                   filter (where near.item <> v.item), '{}'),
                               coalesce(array_agg(-near.distance order by near.distance, near.item)
                                   filter (where near.item <> v.item), '{}'),
                               ?, ?::timestamptz
                        from quickly, item_vector v cross join lateral (
                            select item, embedding::%1$s <#> v.embedding::%1$s as distance from item_vector
                            where space = %2$d and modality = %3$d
                            order by embedding::%1$s <#> v.embedding::%1$s limit ?) near
                        where v.space = %2$d and v.modality = %3$d and v.item = any(?)
                        group by v.space, v.modality, v.item
                        on conflict (space, modality, item) do update
                        set neighbours = excluded.neighbours, similarities = excluded.similarities,
                            among = excluded.among, computed_at = excluded.computed_at
                        returning item, neighbours, similarities, among""".formatted("halfvec(" + space.dimension(modality) + ")", space.id(), modality.ordinal()))
                .params(
                        size(space, modality),
                        Timestamp.from(clock.instant()),
                        properties.neighbours() + 1,
                        items.stream().sorted().toArray(Long[]::new))
                .query(row -> {
                    computed.put(row.getLong("item"), new Kept(space.id(), list(row), row.getLong("among")));
                });
        return computed;
    }

    /**
     * Computes the lists that are missing or older than a time, and those of the neighbours of items that came since:
     * those of the latest items first, for as long as the settings say. Others are computed when they are asked for, or
     * another night.
     *
     * @return how many
     */
    long complete(Space space, Instant oldest) {
        long computed = 0;
        Instant began = clock.instant();
        for (Modality modality : Modality.values()) {
            List<Long> page = wanting(space, modality, oldest, Long.MAX_VALUE);
            Instant end = clock.instant().plus(properties.neighbourTime());
            while (!page.isEmpty() && clock.instant().isBefore(end)) {
                computed += halves(space, modality, page);
                computed += halves(space, modality, touched(space, modality, page, began));
                page = wanting(space, modality, oldest, page.getLast());
            }
        }
        return computed;
    }

    /** On two of the database's processes. */
    private long halves(Space space, Modality modality, List<Long> items) {
        int half = (items.size() + 1) / 2;
        return Stream.of(items.subList(0, half), items.subList(half, items.size()))
                .parallel()
                .filter(part -> !part.isEmpty())
                .mapToLong(part -> compute(space, modality, part).size())
                .sum();
    }

    /** Items of which a list is missing or older than a time, from the one before that key on, descending. */
    private List<Long> wanting(Space space, Modality modality, Instant oldest, long before) {
        return jdbc.sql("""
                        select v.item from item_vector v
                        left join vector_neighbour n on n.space = v.space and n.modality = v.modality and n.item = v.item
                        where v.space = ? and v.modality = ? and v.item < ?
                          and (n.computed_at is null or n.computed_at < ?)
                        order by v.item desc limit ?""")
                .params(space.id(), modality.ordinal(), before, Timestamp.from(oldest), PAGE)
                .query(Long.class)
                .list();
    }

    /** Those in the items' lists that have older lists themselves: the items may belong in these. */
    private List<Long> touched(Space space, Modality modality, List<Long> items, Instant older) {
        return jdbc.sql("""
                        select item from vector_neighbour
                        where space = :space and modality = :modality and computed_at < :older and item = any (array(
                            select distinct unnest(neighbours) from vector_neighbour
                            where space = :space and modality = :modality and item = any(:items)))
                        order by item""")
                .param("space", space.id())
                .param("modality", modality.ordinal())
                .param("older", Timestamp.from(older))
                .param("items", items.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    private static Alike list(ResultSet row) throws SQLException {
        Array items = row.getArray("neighbours");
        Array similarities = row.getArray("similarities");
        Long[] keys = (Long[]) items.getArray();
        Float[] cosines = (Float[]) similarities.getArray();
        long[] to = new long[keys.length];
        float[] by = new float[keys.length];
        for (int i = 0; i < keys.length; i++) {
            to[i] = keys[i];
            by[i] = cosines[i];
        }
        return new Alike(to, by);
    }

    /** Forgets the lists of an item whose vectors change. */
    void forget(Space space, long item) {
        jdbc.sql("delete from vector_neighbour where space = ? and item = ?")
                .params(space.id(), item)
                .update();
    }

    /** Forgets what memory holds of an item. */
    void dropped(long item) {
        for (Modality modality : Modality.values()) {
            known.invalidate(VectorIndex.key(modality, item));
        }
    }
}
