package dev.vitrine.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.pgvector.PGhalfvec;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.PlannedAnew;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Vision;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The items' vectors in the active space, and who is near whom. Only items that may be shown are found.
 *
 * <p>Vectors are stored as half floats with unit length, found by the inner product over HNSW graphs (arXiv 1603.09320),
 * and by an exact scan where the graph gave too few.
 */
@Service
public class VectorIndex {

    /** How much more is asked for than should suffice. */
    private static final double WIDENING_MARGIN = 1.3;

    /** Share of what a probe found that must be left for it to count as having reached far enough. */
    private static final double ENOUGH = 0.5;

    /** What a kept vector takes beside its values, about. */
    private static final int KNOWN_BYTES = 120;

    /** How soon an item's first vectors are seen that another process stored. */
    private static final Duration ABSENCE = Duration.ofSeconds(2);

    /** Keys of filters that are kept, about 40 MB. */
    private static final long MOST_KEYS = 2_000_000;

    private final JdbcClient jdbc;
    private final PlannedAnew anew;
    private final JdbcTemplate template;
    private final SpaceTable spaces;
    private final Vision vision;
    private final Catalog catalog;
    private final IndexProperties properties;
    private final NeighbourLists lists;
    private final LoadingCache<Pair, Background> backgrounds;
    /** Filters that many items matched a moment ago; only a shortcut, since either way finds the same. */
    private final Cache<Filter, Boolean> broad = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    /** What few items matched a moment ago; what is found among them is checked again. */
    private final Cache<Filter, List<Long>> narrow;

    private final Supplier<Long> size;
    private final LoadingCache<Sampled, Collection<UnitVector>> samples;

    /** By {@link #key}; one of another space counts as none. */
    private final Cache<Long, Known> known;

    /** Null of an item that has none of that side: to have looked is worth remembering. */
    private record Known(int space, @Nullable UnitVector vector) {

        int bytes() {
            return KNOWN_BYTES + (vector == null ? 0 : Float.BYTES * vector.dimension());
        }
    }

    private record Sampled(Space space, Modality modality) {}

    private record Pair(Space space, Modality query, Modality item) {}

    VectorIndex(
            JdbcClient jdbc,
            PlannedAnew anew,
            JdbcTemplate template,
            SpaceTable spaces,
            Vision vision,
            Catalog catalog,
            IndexProperties properties,
            NeighbourLists lists) {
        this.jdbc = jdbc;
        this.anew = anew;
        this.template = template;
        this.spaces = spaces;
        this.vision = vision;
        this.catalog = catalog;
        this.properties = properties;
        this.lists = lists;
        LoadingCache<String, Long> counted = Caffeine.newBuilder()
                .expireAfterWrite(properties.backgroundAge())
                .build(name -> catalog.count());
        this.narrow = Caffeine.newBuilder()
                .maximumWeight(MOST_KEYS)
                .weigher((Filter filter, List<Long> keys) -> 1 + keys.size())
                .expireAfterWrite(properties.fewRefresh())
                .build();
        this.samples = kept().build(
                        key -> List.copyOf(sample(key.space(), key.modality()).values()));
        this.backgrounds =
                kept().build(pair -> estimate(sample(pair.space(), pair.query()), sample(pair.space(), pair.item())));
        this.known = Caffeine.newBuilder()
                .maximumWeight(properties.vectorCache().toBytes())
                .weigher((Long key, Known value) -> value.bytes())
                .expireAfter(Expiry.writing(
                        (Long key, Known value) -> value.vector() == null ? ABSENCE : properties.vectorAge()))
                .build();
        this.size = () -> counted.get("items");
    }

    /** What is estimated now and then; while it is, what was known before serves. */
    private Caffeine<Object, Object> kept() {
        return Caffeine.newBuilder()
                .maximumSize(32)
                .refreshAfterWrite(properties.backgroundAge())
                .expireAfterWrite(properties.backgroundAge().multipliedBy(2));
    }

    /** The space that serves now. */
    public Space space() {
        return spaces.active();
    }

    /** The encoder of the active space. */
    public DualEncoder encoder() {
        return vision.encoder(space().model());
    }

    /**
     * How far probes with that filter reach: where it leaves few items, comparing all of them is both exact and faster
     * than walking the graph past all others (measured: store.md's 7 % of 200,000 items).
     */
    public Reach reach(Filter filter) {
        if (filter.isAll()) {
            return Reach.ALL;
        }
        List<Long> known = narrow.getIfPresent(filter);
        if (known != null) {
            return new Reach(filter, known);
        }
        if (broad.getIfPresent(filter) == null) {
            Optional<List<Long>> few = catalog.selected(filter, few());
            if (few.isPresent()) {
                List<Long> latestFirst =
                        few.get().stream().sorted(Comparator.reverseOrder()).toList();
                narrow.put(filter, latestFirst);
                return new Reach(filter, latestFirst);
            }
            broad.put(filter, true);
        }
        return new Reach(filter, null);
    }

    /** How many items are few. */
    private int few() {
        return (int) Math.max(properties.exactLeast(), properties.exactShare() * (double) size.get());
    }

    /** The nearest items that may be shown, without those excluded, nearest first. */
    public List<Neighbour> nearest(UnitVector query, Modality modality, int limit, Set<Long> excluded) {
        return nearest(query, modality, limit, excluded, Reach.ALL);
    }

    /**
     * The nearest items within reach, without those excluded, nearest first. As many as {@code limit} come back whenever
     * that many exist, whatever the share of them that match.
     */
    public List<Neighbour> nearest(UnitVector query, Modality modality, int limit, Set<Long> excluded, Reach reach) {
        Space space = space();
        if (reach.few() != null) {
            List<Neighbour> found = among(space, query, modality, limit, reach.few(), excluded);
            // What was sold or changed since the keys were read goes at once, and others take its place.
            List<Neighbour> shown = shown(found, excluded, limit, reach.filter());
            return shown.size() == found.size()
                    ? shown
                    : amongAll(space, query, modality, limit, excluded, reach.filter());
        }
        int asked = limit + excluded.size() + limit / 2;
        while (true) {
            List<Neighbour> found = probe(space, query, modality, asked);
            List<Neighbour> shown = shown(found, excluded, limit, reach.filter());
            if (shown.size() >= limit) {
                return shown;
            }
            if (found.size() < asked || asked > properties.widest()) {
                // The graph has an end before the table has, and beyond some thousands it is no shortcut any more.
                return amongAll(space, query, modality, limit, excluded, reach.filter());
            }
            // As many as should suffice by what share of them could be shown so far.
            long enough = (long) (WIDENING_MARGIN * asked * limit / Math.max(1, shown.size()));
            asked = Math.clamp(enough, 2 * asked, 20 * asked);
        }
    }

    /** A query and the side of items that it is compared with. */
    public record Probe(UnitVector query, Modality modality) {}

    /**
     * Of several probes, in their order, what is near; one call of the database serves all where the graph does. For
     * candidates: where a filter or exclusions take some away, up to half of a probe's results may be missing.
     *
     * @param limit of each
     */
    public List<List<Neighbour>> nearest(List<Probe> probes, int limit, Set<Long> excluded, Reach reach) {
        if (reach.few() != null || probes.size() < 2) {
            return probes.stream()
                    .map(probe -> nearest(probe.query(), probe.modality(), limit, excluded, reach))
                    .toList();
        }
        int asked = limit + Math.min(excluded.size(), limit / 2);
        List<List<Neighbour>> found = probe(space(), probes, asked);
        List<Long> items = found.stream()
                .flatMap(List::stream)
                .map(Neighbour::item)
                .filter(item -> !excluded.contains(item))
                .distinct()
                .toList();
        Set<Long> available = catalog.available(items, reach.filter());
        List<List<Neighbour>> shown = new ArrayList<>();
        for (int p = 0; p < probes.size(); p++) {
            List<Neighbour> some = found.get(p).stream()
                    .filter(neighbour -> available.contains(neighbour.item()))
                    .limit(limit)
                    .toList();
            // What a filter let through is too little to go by: this probe reaches further.
            boolean enough =
                    some.size() >= Math.min(limit, ENOUGH * found.get(p).size());
            shown.add(
                    enough ? some : nearest(probes.get(p).query(), probes.get(p).modality(), limit, excluded, reach));
        }
        return shown;
    }

    /**
     * The nearest others of each of the items, as of when that was last computed: whether they may be shown is not
     * checked, and what came lately may be missing. Of an item without a vector an empty list.
     */
    public Map<Long, Alike> alike(Modality modality, Collection<Long> items) {
        return items.isEmpty() || !serves() ? Map.of() : lists.of(space(), modality, items);
    }

    /** Computes the lists of neighbours that are missing, that are old, or that items came to since; how many. */
    public long completeNeighbours(Instant now) {
        return serves() ? lists.complete(space(), now.minus(properties.neighbourAge())) : 0;
    }

    private List<List<Neighbour>> probe(Space space, List<Probe> probes, int limit) {
        List<List<Neighbour>> found = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        List<Object> parameters = new ArrayList<>();
        for (Modality modality : Modality.values()) {
            List<Integer> numbers = IntStream.range(0, probes.size())
                    .filter(p -> probes.get(p).modality() == modality)
                    .boxed()
                    .toList();
            if (!numbers.isEmpty()) {
                parts.add("""
                        select number, item, distance
                        from unnest(?::int[], ?::text[]) as asked (number, query) cross join lateral (
                            select item, embedding::%1$s <#> query::%1$s as distance from item_vector
                            where space = %2$d and modality = %3$d
                            order by embedding::%1$s <#> query::%1$s limit %4$d) nearest""".formatted(
                                "halfvec(" + space.dimension(modality) + ")", space.id(), modality.ordinal(), limit));
                parameters.add(numbers.toArray(Integer[]::new));
                parameters.add(numbers.stream()
                        .map(p -> bound(probes.get(p).query()).getValue())
                        .toArray(String[]::new));
            }
        }
        probes.forEach(probe -> found.add(new ArrayList<>()));
        anew.sql(String.join(" union all ", parts) + " order by 1, 3, 2")
                .params(parameters)
                .query(row -> {
                    found.get(row.getInt(1)).add(new Neighbour(row.getLong(2), -row.getDouble(3)));
                });
        return found;
    }

    private List<Neighbour> shown(List<Neighbour> found, Set<Long> excluded, int limit, Filter filter) {
        List<Neighbour> left = found.stream()
                .filter(neighbour -> !excluded.contains(neighbour.item()))
                .toList();
        Set<Long> available =
                catalog.available(left.stream().map(Neighbour::item).toList(), filter);
        return left.stream()
                .filter(neighbour -> available.contains(neighbour.item()))
                .limit(limit)
                .toList();
    }

    /** By comparing each that matches now. */
    private List<Neighbour> amongAll(
            Space space, UnitVector query, Modality modality, int limit, Set<Long> excluded, Filter filter) {
        List<Long> all = catalog.selected(filter, Integer.MAX_VALUE - 1).orElseThrow();
        return among(space, query, modality, limit, all, excluded);
    }

    /** Without the dimension in its type the expression is not that of an index, so that each is compared. */
    private List<Neighbour> among(
            Space space, UnitVector query, Modality modality, int limit, List<Long> items, Set<Long> excluded) {
        Long[] keys = items.stream().filter(item -> !excluded.contains(item)).toArray(Long[]::new);
        return keys.length == 0
                ? List.of()
                : anew.sql("""
                        select item, -distance as similarity from (
                            select item, embedding <#> ?::halfvec as distance from item_vector
                            where space = ? and modality = ? and item = any(?)) compared
                        order by distance, item limit ?""")
                        .params(bound(query), space.id(), modality.ordinal(), keys, limit)
                        .query(Neighbour.class)
                        .list();
    }

    /** The type with its dimension makes the expression that of the space's index. */
    private List<Neighbour> probe(Space space, UnitVector query, Modality modality, int limit) {
        return anew.sql("""
                        select item, -distance as similarity from (
                            select item, embedding::%1$s <#> ?::%1$s as distance from item_vector
                            where space = %2$d and modality = %3$d
                            order by embedding::%1$s <#> ?::%1$s limit ?) nearest
                        order by distance, item""".formatted("halfvec(" + space.dimension(modality) + ")", space.id(), modality.ordinal()))
                .params(bound(query), bound(query), limit)
                .query(Neighbour.class)
                .list();
    }

    private static PGhalfvec bound(UnitVector vector) {
        return new PGhalfvec(vector.toArray());
    }

    /** Whether there is a space: none without a model, when no item has a vector. */
    private boolean serves() {
        try {
            space();
            return true;
        } catch (ModelUnusable none) {
            return false;
        }
    }

    /** The vectors of those items that have one in the active space. */
    public Long2ObjectMap<UnitVector> vectors(Modality modality, Collection<Long> items) {
        var vectors = new Long2ObjectOpenHashMap<UnitVector>(items.size());
        if (items.isEmpty() || !serves()) {
            return vectors;
        }
        int space = space().id();
        List<Long> missing = new ArrayList<>();
        for (Long item : items) {
            Known vector = known.getIfPresent(key(modality, item));
            if (vector == null || vector.space() != space) {
                missing.add(item);
            } else if (vector.vector() != null) {
                vectors.put(item.longValue(), vector.vector());
            }
        }
        if (!missing.isEmpty()) {
            Map<Long, @Nullable UnitVector> read = new HashMap<>();
            missing.forEach(item -> read.put(item, null));
            jdbc.sql("""
                            select item, halfvec_send(embedding) as embedding from item_vector
                            where space = ? and modality = ? and item = any(?)""")
                    .params(space, modality.ordinal(), missing.toArray(Long[]::new))
                    .query(row -> {
                        UnitVector vector = Halfvec.read(row.getBytes("embedding"));
                        vectors.put(row.getLong("item"), vector);
                        read.put(row.getLong("item"), vector);
                    });
            read.forEach((item, vector) -> known.put(key(modality, item), new Known(space, vector)));
        }
        return vectors;
    }

    /** One number for an item's side: caches ask for it hundreds of times an answer. */
    static long key(Modality modality, long item) {
        return 4 * item + modality.ordinal();
    }

    /**
     * Mean and deviation of cosines between random pairs of the catalogue, so that similarities of different modalities
     * can be compared.
     */
    public Background background(Modality query, Modality item) {
        if (!serves()) {
            return Background.NONE;
        }
        return backgrounds.get(new Pair(space(), query, item));
    }

    /**
     * What one question has with any item of a side: its own mean, since some questions are near to everything, in the
     * deviations of that pair of modalities.
     */
    public Background background(UnitVector query, Modality asked, Modality item) {
        double deviation = background(asked, item).deviation();
        double mean = sample(item).stream().mapToDouble(query::dot).average().orElse(0);
        return new Background(mean, deviation);
    }

    /** Some vectors of a modality, always the same while the catalogue stands still. */
    public Collection<UnitVector> sample(Modality modality) {
        return samples.get(new Sampled(space(), modality));
    }

    private Map<Long, UnitVector> sample(Space space, Modality modality) {
        Map<Long, UnitVector> vectors = new HashMap<>();
        jdbc.sql("""
                        select item, halfvec_send(embedding) as embedding from item_vector where space = ? and modality = ?
                        order by hashint8(item) limit ?""")
                .params(space.id(), modality.ordinal(), properties.backgroundSample())
                .query(row -> {
                    vectors.put(row.getLong("item"), Halfvec.read(row.getBytes("embedding")));
                });
        return vectors;
    }

    static Background estimate(Map<Long, UnitVector> queries, Map<Long, UnitVector> items) {
        long count = 0;
        double sum = 0;
        double squares = 0;
        for (var query : queries.entrySet()) {
            for (var item : items.entrySet()) {
                if (!query.getKey().equals(item.getKey())) {
                    double cosine = query.getValue().dot(item.getValue());
                    count++;
                    sum += cosine;
                    squares += cosine * cosine;
                }
            }
        }
        if (count < 2) {
            return Background.NONE;
        }
        double mean = sum / count;
        return new Background(mean, Math.max(1e-6, Math.sqrt(Math.max(0, squares / count - mean * mean))));
    }

    /** The cosines that say nothing. */
    public record Background(double mean, double deviation) {

        /** Of a shop without vectors. */
        public static final Background NONE = new Background(0, 1);

        /** How far above the background a similarity is, in deviations. */
        public double z(double similarity) {
            return (similarity - mean) / deviation;
        }
    }

    /** How many items have vectors in the active space. */
    public long count() {
        return jdbc.sql("select count(distinct item) from item_vector where space = ?")
                .param(space().id())
                .query(Long.class)
                .single();
    }

    /** A vector to store. */
    record Entry(long item, Modality modality, String contentHash, UnitVector vector) {}

    /** Stores vectors; those of the same content are left as they are. */
    @Transactional
    void put(Space space, List<Entry> entries) {
        template.batchUpdate("""
                insert into item_vector (space, modality, item, content_hash, embedding)
                select ?, ?, ?, ?, ?::halfvec where exists (select from item where id = ?)
                on conflict (space, modality, item) do update
                set embedding = excluded.embedding, content_hash = excluded.content_hash
                where item_vector.content_hash is distinct from excluded.content_hash""", entries, entries.size(), (statement, entry) -> {
            statement.setInt(1, space.id());
            statement.setInt(2, entry.modality().ordinal());
            statement.setLong(3, entry.item());
            statement.setString(4, entry.contentHash());
            statement.setObject(5, bound(entry.vector()));
            statement.setLong(6, entry.item());
        });
        entries.forEach(entry -> forget(space, entry.item()));
        lists.grown(entries.size());
    }

    /** Once what replaces it can be read: a vector read in between would be the old one. */
    private void forget(Space space, long item) {
        Runnable forgetting = () -> {
            for (Modality modality : Modality.values()) {
                known.invalidate(key(modality, item));
            }
            lists.dropped(item);
        };
        lists.forget(space, item);
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    forgetting.run();
                }
            });
        } else {
            forgetting.run();
        }
    }

    /** Removes the vectors of the modalities that an item no longer has. */
    @Transactional
    void keepOnly(Space space, long item, String contentHash) {
        jdbc.sql("delete from item_vector where space = ? and item = ? and content_hash <> ?")
                .params(space.id(), item, contentHash)
                .update();
        forget(space, item);
    }

    /** What of an item is stored: of what content, and whether a picture's vector is among it. */
    record Stored(String contentHash, boolean picture) {

        static final Stored NOTHING = new Stored("", false);

        /** Whether the item's vectors are those of its present content. */
        boolean covers(Item item) {
            return contentHash.equals(item.contentHash())
                    && (picture || item.pictures().isEmpty());
        }
    }

    /** What is stored of the items; one whose vectors are of different contents is left out. */
    Map<Long, Stored> stored(Space space, Collection<Long> items) {
        Map<Long, Stored> stored = new HashMap<>();
        jdbc.sql("""
                        select item, min(content_hash) as hash, bool_or(modality = 0) as picture
                        from item_vector where space = ? and item = any(?)
                        group by item having count(distinct content_hash) = 1""").params(space.id(), items.toArray(Long[]::new)).query(row -> {
            stored.put(row.getLong("item"), new Stored(row.getString("hash"), row.getBoolean("picture")));
        });
        return stored;
    }

    /** All keys with a vector of the modality, for exact comparisons in evaluation. */
    public List<Long> keys(Modality modality) {
        return new ArrayList<>(jdbc.sql("select item from item_vector where space = ? and modality = ?")
                .params(space().id(), modality.ordinal())
                .query(Long.class)
                .list());
    }
}
