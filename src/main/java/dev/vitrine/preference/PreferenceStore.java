package dev.vitrine.preference;

import dev.vitrine.index.Halfvec;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.UserErased;
import dev.vitrine.interaction.UserMerged;
import dev.vitrine.preference.Preference.Interest;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The stored interests if they rest on exactly that, wait for no vector and are not older than that time. */
    Optional<Map<Modality, List<Interest>>> find(String user, Stamp stamp, Instant oldest) {
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
        Map<Modality, List<Interest>> interests = new EnumMap<>(Modality.class);
        jdbc.sql(
                        "select modality, item, weight, halfvec_send(direction) as direction from user_interest where user_id = ? order by modality, k")
                .param(user)
                .query(rows -> {
                    interests
                            .computeIfAbsent(
                                    Modality.valueOf(rows.getString("modality")), modality -> new ArrayList<>())
                            .add(new Interest(
                                    rows.getLong("item"),
                                    rows.getDouble("weight"),
                                    Halfvec.read(rows.getBytes("direction"))));
                });
        return Optional.of(interests);
    }

    @Transactional
    void save(String user, Stamp stamp, int waiting, Instant now, Map<Modality, List<Interest>> interests) {
        // Nobody waits for the disk: what is lost is computed again.
        jdbc.sql("""
                        with quickly as (select set_config('synchronous_commit', 'off', true))
                        insert into user_preference (user_id, space, upto, interactions, waiting, computed_at)
                        select ?, ?::int, ?::bigint, ?::int, ?::int, ?::timestamptz from quickly
                        on conflict (user_id) do update set space = excluded.space, upto = excluded.upto,
                            interactions = excluded.interactions, waiting = excluded.waiting,
                            computed_at = excluded.computed_at
                        """)
                .params(user, stamp.space(), stamp.upto(), stamp.interactions(), waiting, Timestamp.from(now))
                .update();
        jdbc.sql("delete from user_interest where user_id = ?").param(user).update();
        interests.forEach((modality, groups) -> jdbc.sql("""
                        insert into user_interest (user_id, modality, k, item, weight, direction)
                        select :user, :modality, t.k, t.item, t.weight, t.direction::halfvec
                        from unnest(:items::bigint[], :weights::float8[], :directions::text[])
                            with ordinality as t (item, weight, direction, k)
                        """)
                .param("user", user)
                .param("modality", modality.name())
                .param("items", groups.stream().map(Interest::item).toArray(Long[]::new))
                .param("weights", groups.stream().map(Interest::weight).toArray(Double[]::new))
                .param(
                        "directions",
                        groups.stream()
                                .map(group -> Arrays.toString(group.direction().toArray()))
                                .toArray(String[]::new))
                .update());
    }

    void forget(String user) {
        jdbc.sql("delete from user_preference where user_id = ?").param(user).update();
    }

    @EventListener
    void on(UserErased event) {
        forget(event.user());
    }

    /** Both are computed anew from the log, which has moved. */
    @EventListener
    void on(UserMerged event) {
        forget(event.from());
        forget(event.into());
    }
}
