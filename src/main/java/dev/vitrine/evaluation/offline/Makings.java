package dev.vitrine.evaluation.offline;

import dev.vitrine.evaluation.offline.Evaluations.Progress;
import dev.vitrine.evaluation.offline.Evaluations.State;
import dev.vitrine.work.ProcessLock;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * How far the run is that a server makes, or made last. It is kept in the database, so that all servers tell the same; and
 * whoever makes a run holds a lock from before it is written down until after its end is, so that a run without the lock
 * is known to have broken off with its server.
 */
@Repository
class Makings {

    static final int LOCK = 7_002;

    private final JdbcClient jdbc;
    private final DataSource database;

    Makings(JdbcClient jdbc, DataSource database) {
        this.jdbc = jdbc;
        this.database = database;
    }

    /** The right to make a run, unless a server has it. */
    Optional<ProcessLock> lock() {
        return ProcessLock.acquire(database, LOCK);
    }

    /**
     * Writes down that a run begins, in the place of the last one.
     *
     * @return by which number further news of it comes; call it with the lock
     */
    @Transactional
    long begin(String split, Instant at) {
        jdbc.sql("delete from evaluation_making").update();
        return jdbc.sql("insert into evaluation_making (split, state, started_at) values (?, ?, ?) returning id")
                .params(split, word(State.RUNNING), Timestamp.from(at))
                .query(Long.class)
                .single();
    }

    /** How far it is; false where it is to end because somebody stopped it. */
    boolean tell(long id, long done, long of, String doing) {
        return jdbc.sql("update evaluation_making set done = ?, lists = ?, doing = ? where id = ? and state = ?")
                        .params(done, of, doing, id, word(State.RUNNING))
                        .update()
                > 0;
    }

    /** Lets it end, unless it has ended already. */
    void end(long id, State how, @Nullable String reason) {
        jdbc.sql("update evaluation_making set state = ?, reason = ?, doing = '' where id = ? and state = ?")
                .param(word(how))
                .param(reason)
                .param(id)
                .param(word(State.RUNNING))
                .update();
    }

    /** Lets the run end that is under way, whichever server makes it. */
    void stop() {
        jdbc.sql("update evaluation_making set state = ?, doing = '' where state = ?")
                .params(word(State.STOPPED), word(State.RUNNING))
                .update();
    }

    /** Stores the run together with its end; neither, where it was stopped. */
    @Transactional
    void done(long id, long of, LongSupplier store) {
        boolean goesOn = jdbc.sql(
                                "update evaluation_making set state = ?, done = ?, lists = ?, doing = '' where id = ? and state = ?")
                        .params(word(State.DONE), of, of, id, word(State.RUNNING))
                        .update()
                > 0;
        if (goesOn) {
            jdbc.sql("update evaluation_making set run = ? where id = ?")
                    .params(store.getAsLong(), id)
                    .update();
        }
    }

    /** The run that is made, or was made last. */
    Optional<Progress> latest() {
        Optional<Made> seen = read();
        if (seen.isEmpty() || !seen.get().progress().open() || ProcessLock.isHeld(jdbc, LOCK)) {
            return seen.map(Made::progress);
        }
        // Between the two looks it may have ended, or another one begun.
        return read().map(now -> now.id() == seen.get().id() ? now.progress().unlocked() : now.progress());
    }

    private record Made(long id, Progress progress) {}

    private Optional<Made> read() {
        return jdbc.sql("select * from evaluation_making")
                .query((row, number) -> new Made(
                        row.getLong("id"),
                        new Progress(
                                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                                row.getString("split"),
                                row.getTimestamp("started_at").toInstant(),
                                row.getLong("done"),
                                row.getLong("lists"),
                                row.getString("doing"),
                                row.getObject("run", Long.class),
                                row.getString("reason"))))
                .optional();
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
