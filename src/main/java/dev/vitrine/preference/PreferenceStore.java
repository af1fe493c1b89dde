package dev.vitrine.preference;

import dev.vitrine.index.Modality;
import dev.vitrine.interaction.UserErased;
import dev.vitrine.interaction.UserMerged;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.vector.UnitVector;
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
                        "select modality, item, weight, direction::text as direction from user_interest where user_id = ? order by modality, k")
                .param(user)
                .query(rows -> {
                    interests
                            .computeIfAbsent(
                                    Modality.valueOf(rows.getString("modality")), modality -> new ArrayList<>())
                            .add(new Interest(
                                    rows.getLong("item"),
                                    rows.getDouble("weight"),
                                    vector(rows.getString("direction"))));
                });
        return Optional.of(interests);
    }

    @Transactional
    void save(String user, Stamp stamp, int waiting, Instant now, Map<Modality, List<Interest>> interests) {
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

    /** Reads "[0.1,-0.2]". */
    private static UnitVector vector(String text) {
        String[] parts = text.substring(1, text.length() - 1).split(",", -1);
        float[] values = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            values[i] = Float.parseFloat(parts[i]);
        }
        return UnitVector.of(values);
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
