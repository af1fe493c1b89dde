package dev.vitrine.preference;

import dev.vitrine.index.Modality;
import dev.vitrine.interaction.UserErased;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Computed interests, kept until what they rest on moves on. */
@Repository
class PreferenceStore {

    private final JdbcClient jdbc;

    PreferenceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What interests rest on. */
    record Stamp(int space, long upto, int interactions) {}

    /** A stored interest: the medoid. */
    record Medoid(long item, double weight) {}

    /** The stored interests if they rest on exactly that, wait for no vector and are not older than that time. */
    Optional<Map<Modality, List<Medoid>>> find(String user, Stamp stamp, Instant oldest) {
        boolean fresh = jdbc.sql("""
                        select count(*) from user_preference
                        where user_id = ? and space = ? and upto = ? and interactions = ? and waiting = 0
                          and computed_at >= ?
                        """)
                        .params(user, stamp.space(), stamp.upto(), stamp.interactions(), Timestamp.from(oldest))
                        .query(Long.class)
                        .single()
                > 0;
        if (!fresh) {
            return Optional.empty();
        }
        Map<Modality, List<Medoid>> interests = new EnumMap<>(Modality.class);
        jdbc.sql("select modality, item, weight from user_interest where user_id = ? order by modality, k")
                .param(user)
                .query(rows -> {
                    interests
                            .computeIfAbsent(
                                    Modality.valueOf(rows.getString("modality")), modality -> new ArrayList<>())
                            .add(new Medoid(rows.getLong("item"), rows.getDouble("weight")));
                });
        return Optional.of(interests);
    }

    @Transactional
    void save(String user, Stamp stamp, int waiting, Instant now, Map<Modality, List<Medoid>> interests) {
        jdbc.sql("""
                        insert into user_preference (user_id, space, upto, interactions, waiting, computed_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (user_id) do update set space = excluded.space, upto = excluded.upto,
                            interactions = excluded.interactions, waiting = excluded.waiting,
                            computed_at = excluded.computed_at
                        """)
                .params(user, stamp.space(), stamp.upto(), stamp.interactions(), waiting, Timestamp.from(now))
                .update();
        jdbc.sql("delete from user_interest where user_id = ?").param(user).update();
        interests.forEach((modality, medoids) -> jdbc.sql("""
                        insert into user_interest (user_id, modality, k, item, weight)
                        select :user, :modality, t.k, t.item, t.weight
                        from unnest(:items::bigint[], :weights::float8[]) with ordinality as t (item, weight, k)
                        """)
                .param("user", user)
                .param("modality", modality.name())
                .param("items", medoids.stream().map(Medoid::item).toArray(Long[]::new))
                .param("weights", medoids.stream().map(Medoid::weight).toArray(Double[]::new))
                .update());
    }

    void forget(String user) {
        jdbc.sql("delete from user_preference where user_id = ?").param(user).update();
    }

    @EventListener
    void on(UserErased event) {
        forget(event.user());
    }
}
