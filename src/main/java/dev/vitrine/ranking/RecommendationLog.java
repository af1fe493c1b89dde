package dev.vitrine.ranking;

import dev.vitrine.interaction.UserErased;
import dev.vitrine.interaction.UserMerged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was shown to whom, for later clicks to refer to and for the next page not to repeat. */
@Repository
class RecommendationLog {

    private static final int FORGOTTEN_AT_ONCE = 10_000;
    private static final int WRITTEN_AT_ONCE = 500;

    private final JdbcClient jdbc;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writing = new ReentrantLock();

    RecommendationLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An answer.
     *
     * @param items in their places
     * @param passed what earlier pages showed
     * @param propensities how likely each item was to stand in its place
     */
    record Shown(
            UUID id,
            @Nullable String user,
            String scene,
            String variant,
            String basis,
            List<Long> items,
            List<Long> passed,
            List<Double> propensities,
            Instant at) {

        /** All that this page and those before it showed. */
        List<Long> all() {
            List<Long> all = new ArrayList<>(passed);
            all.addAll(items);
            return all;
        }
    }

    /** Adds one; those that come while another is written are written together. */
    void add(Shown shown) {
        var waiting = new Waiting(shown);
        queue.add(waiting);
        writing.lock();
        try {
            while (!waiting.written) {
                write();
            }
        } finally {
            writing.unlock();
        }
        if (waiting.failure != null) {
            throw waiting.failure;
        }
    }

    /** An answer that is to be written. Seen by others under the lock alone. */
    private static final class Waiting {

        private final Shown shown;
        private boolean written;
        private @Nullable RuntimeException failure;

        private Waiting(Shown shown) {
            this.shown = shown;
        }
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < WRITTEN_AT_ONCE && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        RuntimeException failure = null;
        try {
            insert(batch.stream().map(waiting -> waiting.shown).toList());
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Waiting each : batch) {
            each.written = true;
            each.failure = failure;
        }
    }

    private void insert(List<Shown> batch) {
        // The answers do not wait for the disk: what a crash of the database can take is the log of its last moment.
        jdbc.sql("""
                        with quickly as (select set_config('synchronous_commit', 'off', true))
                        insert into recommendation (id, user_id, scene, variant, basis, items, passed, propensities, shown_at)
                        select id, user_id, scene, variant, basis, items::bigint[], passed::bigint[],
                               propensities::real[], shown_at
                        from quickly, unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                            ?::text[], ?::timestamptz[])
                            as shown (id, user_id, scene, variant, basis, items, passed, propensities, shown_at)""")
                .param(column(batch, Shown::id))
                .param(column(batch, Shown::user))
                .param(column(batch, Shown::scene))
                .param(column(batch, Shown::variant))
                .param(column(batch, Shown::basis))
                .param(column(batch, shown -> literal(shown.items())))
                .param(column(batch, shown -> literal(shown.passed())))
                .param(column(batch, shown -> literal(shown.propensities())))
                .param(column(batch, shown -> shown.at().toString()))
                .update();
    }

    private static @Nullable String[] column(List<Shown> batch, Function<Shown, @Nullable Object> value) {
        return batch.stream()
                .map(value)
                .map(cell -> cell == null ? null : cell.toString())
                .toArray(String[]::new);
    }

    /** Numbers as the database writes an array. */
    private static String literal(List<? extends Number> numbers) {
        return numbers.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }

    /** Forgets the answers before a time, some thousands at once; how many there were. */
    long forget(Instant before) {
        long forgotten = 0;
        int now;
        do {
            now = jdbc.sql("""
                            delete from recommendation where id in (
                                select id from recommendation where shown_at < ? order by shown_at limit ?)""")
                    .params(Timestamp.from(before), FORGOTTEN_AT_ONCE)
                    .update();
            forgotten += now;
        } while (now == FORGOTTEN_AT_ONCE);
        return forgotten;
    }

    Optional<Shown> find(UUID id) {
        return jdbc.sql("select * from recommendation where id = ?")
                .param(id)
                .query((row, number) -> shown(row))
                .optional();
    }

    /** Answers of a span of time in the order of their ids, from the one after that id on. */
    List<Shown> page(Instant from, Instant until, UUID after, int limit) {
        return jdbc.sql("""
                        select * from recommendation where shown_at >= ? and shown_at < ? and id > ? order by id limit ?""")
                .params(Timestamp.from(from), Timestamp.from(until), after, limit)
                .query((row, number) -> shown(row))
                .list();
    }

    private static Shown shown(ResultSet row) throws SQLException {
        return new Shown(
                row.getObject("id", UUID.class),
                row.getString("user_id"),
                row.getString("scene"),
                row.getString("variant"),
                row.getString("basis"),
                List.of((Long[]) row.getArray("items").getArray()),
                List.of((Long[]) row.getArray("passed").getArray()),
                Arrays.stream((Float[]) row.getArray("propensities").getArray())
                        .map(Float::doubleValue)
                        .toList(),
                row.getTimestamp("shown_at").toInstant());
    }

    @EventListener
    void on(UserErased event) {
        jdbc.sql("delete from recommendation where user_id = ?")
                .param(event.user())
                .update();
    }

    @EventListener
    void on(UserMerged event) {
        jdbc.sql("update recommendation set user_id = ? where user_id = ?")
                .params(event.into(), event.from())
                .update();
    }
}
