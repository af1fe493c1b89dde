package dev.vitrine.affinity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tables that serve. Rows that are asked for again and again are kept in memory until the tables are replaced. */
@Repository
class AffinityStore {

    private static final int BATCH = 1000;

    /** How soon the tables of another process's run are noticed. */
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final Cache<Key, Neighbours> rows;
    private volatile Known known = new Known(new Serving(0, LongSets.EMPTY_SET), 0);

    private record Key(long run, Kind kind, long item) {}

    private record Known(Serving serving, long readAt) {}

    /** The tables of a run; the same object while no other replaces them. */
    private final class Serving implements Neighbourhood {

        private final long run;
        private final LongSet items;

        /** @param items that have a history */
        private Serving(long run, LongSet items) {
            this.run = run;
            this.items = items;
        }

        @Override
        public Map<Long, Neighbours> rows(Kind kind, Collection<Long> asked) {
            return AffinityStore.this.rows(run, kind, asked);
        }

        @Override
        public boolean knows(long item) {
            return items.contains(item);
        }

        @Override
        public boolean isEmpty() {
            return items.isEmpty();
        }
    }

    /** When tables were computed, and of what. */
    record Run(Instant startedAt, Instant finishedAt, long interactions, long users, long items) {}

    AffinityStore(JdbcTemplate template, AffinityProperties settings) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        rows = Caffeine.newBuilder().maximumSize(settings.rowCache()).build();
    }

    /** The tables as of a moment. */
    Neighbourhood serving() {
        return current();
    }

    private Map<Long, Neighbours> rows(long run, Kind kind, Collection<Long> items) {
        Map<Long, Neighbours> found = new HashMap<>();
        List<Long> missing = new ArrayList<>();
        for (Long item : items) {
            Neighbours row = rows.getIfPresent(new Key(run, kind, item));
            if (row == null) {
                missing.add(item);
            } else if (row.size() > 0) {
                found.put(item, row);
            }
        }
        if (!missing.isEmpty() && run > 0) {
            Map<Long, Neighbours> read = read(kind, missing);
            missing.forEach(item -> rows.put(new Key(run, kind, item), read.getOrDefault(item, Neighbours.NONE)));
            found.putAll(read);
        }
        return found;
    }

    private Map<Long, Neighbours> read(Kind kind, List<Long> items) {
        Map<Long, Neighbours> read = new HashMap<>();
        jdbc.sql("select item, neighbours, weights from item_neighbour where kind = ? and item = any(?)")
                .params(kind.word, items.toArray(Long[]::new))
                .query(row -> {
                    read.put(row.getLong("item"), neighbours(row.getArray("neighbours"), row.getArray("weights")));
                });
        return read;
    }

    private static Neighbours neighbours(Array items, Array weights) throws SQLException {
        Long[] keys = (Long[]) items.getArray();
        Float[] strengths = (Float[]) weights.getArray();
        long[] to = new long[keys.length];
        float[] by = new float[keys.length];
        for (int i = 0; i < keys.length; i++) {
            to[i] = keys[i];
            by[i] = strengths[i];
        }
        return new Neighbours(to, by);
    }

    private Serving current() {
        Known last = known;
        if (last.readAt() != 0 && System.nanoTime() - last.readAt() < REFRESH.toNanos()) {
            return last.serving();
        }
        long run = jdbc.sql("select coalesce(max(id), 0) from affinity_run")
                .query(Long.class)
                .single();
        Serving serving = run == last.serving().run ? last.serving() : new Serving(run, items());
        known = new Known(serving, System.nanoTime());
        return serving;
    }

    private LongSet items() {
        return new LongOpenHashSet(jdbc.sql("select item from item_neighbour where kind = ?")
                .param(Kind.KNN.word)
                .query(Long.class)
                .list());
    }

    /** Replaces all tables at once: readers see the old ones or the new ones. */
    @Transactional
    void replace(Tables tables, long interactions, Instant started, Instant finished) {
        // Two runs take turns; the later one wins.
        jdbc.sql("select pg_advisory_xact_lock(40)").query((row, number) -> "").single();
        jdbc.sql("delete from item_neighbour").update();
        for (Kind kind : Kind.values()) {
            insert(kind, List.copyOf(tables.table(kind).entrySet()));
        }
        jdbc.sql("""
                        insert into affinity_run (started_at, finished_at, interactions, users, items)
                        values (?, ?, ?, ?, ?)""")
                .params(
                        Timestamp.from(started),
                        Timestamp.from(finished),
                        interactions,
                        tables.users(),
                        tables.table(Kind.KNN).size())
                .update();
        jdbc.sql("delete from affinity_run where id <= (select max(id) - 100 from affinity_run)")
                .update();
    }

    private void insert(Kind kind, List<Map.Entry<Long, Neighbours>> rows) {
        template.batchUpdate("""
                insert into item_neighbour (kind, item, neighbours, weights)
                select ?, ?, ?, ? where exists (select from item where id = ?)""", rows, BATCH, (statement, row) -> {
            statement.setString(1, kind.word);
            statement.setLong(2, row.getKey());
            statement.setArray(
                    3,
                    statement
                            .getConnection()
                            .createArrayOf("bigint", boxed(row.getValue().items())));
            statement.setArray(
                    4,
                    statement
                            .getConnection()
                            .createArrayOf("float4", boxed(row.getValue().weights())));
            statement.setLong(5, row.getKey());
        });
    }

    private static Object[] boxed(long[] values) {
        return java.util.Arrays.stream(values).boxed().toArray();
    }

    private static Object[] boxed(float[] values) {
        Object[] boxed = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            boxed[i] = values[i];
        }
        return boxed;
    }

    /** Forgets what was read, so that this process sees its own run at once. */
    void refresh() {
        known = new Known(known.serving(), 0);
    }

    Optional<Run> last() {
        return jdbc.sql("""
                        select started_at, finished_at, interactions, users, items from affinity_run
                        order by id desc limit 1""")
                .query((row, number) -> new Run(
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("finished_at").toInstant(),
                        row.getLong("interactions"),
                        row.getLong("users"),
                        row.getLong("items")))
                .optional();
    }

    /** A table's row as it is stored, if it is. */
    @Nullable
    Neighbours row(Kind kind, long item) {
        return current().rows(kind, List.of(item)).get(item);
    }
}
