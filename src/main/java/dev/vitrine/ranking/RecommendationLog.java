package dev.vitrine.ranking;

import dev.vitrine.interaction.UserErased;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was shown to whom, for later clicks to refer to. */
@Repository
class RecommendationLog {

    private final JdbcClient jdbc;

    RecommendationLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(UUID id, String user, String basis, List<Long> items, Instant at) {
        jdbc.sql("insert into recommendation (id, user_id, basis, items, shown_at) values (?, ?, ?, ?, ?)")
                .params(id, user, basis, items.toArray(Long[]::new), Timestamp.from(at))
                .update();
    }

    @EventListener
    void on(UserErased event) {
        jdbc.sql("delete from recommendation where user_id = ?")
                .param(event.user())
                .update();
    }
}
