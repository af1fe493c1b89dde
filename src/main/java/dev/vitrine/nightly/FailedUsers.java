package dev.vitrine.nightly;

import dev.vitrine.interaction.UserErased;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Users whom nights skipped, and why. */
@Repository
class FailedUsers {

    private static final int REASON_LENGTH = 500;

    private final JdbcClient jdbc;
    private final Clock clock;

    FailedUsers(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void add(long night, String step, String user, Throwable why) {
        String reason = why.toString();
        jdbc.sql("""
                        insert into night_failure (night, step, userid, reason, at) values (?, ?, ?, ?, ?)
                        on conflict (night, step, userid) do update set reason = excluded.reason, at = excluded.at""")
                .params(
                        night,
                        step,
                        user,
                        reason.substring(0, Math.min(REASON_LENGTH, reason.length())),
                        Timestamp.from(clock.instant()))
                .update();
    }

    /** The first of them by name. */
    List<Night.Failure> of(long night, int limit) {
        return jdbc.sql("select userid, step, reason, at from night_failure where night = ? order by userid limit ?")
                .params(night, limit)
                .query((row, number) -> new Night.Failure(
                        row.getString("userid"),
                        row.getString("step"),
                        row.getString("reason"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    long count(long night) {
        return jdbc.sql("select count(*) from night_failure where night = ?")
                .param(night)
                .query(Long.class)
                .single();
    }

    void forget(long night) {
        jdbc.sql("delete from night_failure where night = ?").param(night).update();
    }

    @EventListener
    void on(UserErased event) {
        jdbc.sql("delete from night_failure where userid = ?")
                .param(event.user())
                .update();
    }
}
