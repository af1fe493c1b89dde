package dev.vitrine.interaction;

import dev.vitrine.interaction.Interactions.Activity;
import dev.vitrine.interaction.Interactions.Attributed;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.interaction.Interactions.UserRange;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table. */
@Repository
class InteractionLog {

    private static final String COLUMNS = "id, user_id, item, type, occurred_at, recommendation";

    /** A prime that spreads keys over the bits, so that two that come cannot look like two that went. */
    private static final long MIXER = 1_000_003;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    InteractionLog(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /** An admitted event and its place in the request. */
    record Entry(
            int position,
            @Nullable String eventId,
            String user,
            long item,
            String type,
            Instant at,
            @Nullable UUID recommendation) {}

    /**
     * Appends all in one statement, hence all or none.
     *
     * @return what was stored, by its place in the request; entries whose event id is known are missing
     */
    Map<Integer, Interaction> append(List<Entry> entries) {
        if (entries.isEmpty()) {
            return Map.of();
        }
        // In the order of event ids: two batches that share ids then wait for one another instead of deadlocking.
        List<Entry> ordered = entries.stream()
                .sorted(Comparator.comparing(Entry::eventId, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
        return template.execute(
                (ConnectionCallback<Map<Integer, Interaction>>) connection -> append(connection, ordered));
    }

    private static Map<Integer, Interaction> append(Connection connection, List<Entry> entries) throws SQLException {
        Map<Integer, Interaction> stored = new HashMap<>();
        String sql = """
                insert into interaction (event_id, user_id, item, type, occurred_at, recommendation)
                select * from unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[], ?::uuid[])
                on conflict (event_id) where event_id is not null do nothing
                returning event_id,\s""" + COLUMNS;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array(connection, "text", entries, Entry::eventId));
            statement.setArray(2, array(connection, "text", entries, Entry::user));
            statement.setArray(3, array(connection, "bigint", entries, Entry::item));
            statement.setArray(4, array(connection, "text", entries, Entry::type));
            statement.setArray(
                    5,
                    array(
                            connection,
                            "timestamptz",
                            entries,
                            entry -> entry.at().toString()));
            statement.setArray(6, array(connection, "uuid", entries, Entry::recommendation));
            try (ResultSet rows = statement.executeQuery()) {
                var unmatched = new Unmatched(entries);
                while (rows.next()) {
                    stored.put(unmatched.take(rows.getString("event_id")).position(), interaction(rows));
                }
            }
        }
        return stored;
    }

    /**
     * Finds the entry of a returned row: by its event id, of which the first in a batch is stored; those without an id
     * are all stored, and come back in the order in which they were given.
     */
    private static final class Unmatched {

        private final Map<String, Entry> byId = new HashMap<>();
        private final java.util.Iterator<Entry> anonymous;

        Unmatched(List<Entry> entries) {
            for (Entry entry : entries) {
                if (entry.eventId() != null) {
                    byId.putIfAbsent(entry.eventId(), entry);
                }
            }
            anonymous =
                    entries.stream().filter(entry -> entry.eventId() == null).iterator();
        }

        Entry take(@Nullable String eventId) {
            Entry entry = eventId == null ? anonymous.next() : byId.get(eventId);
            if (entry == null) {
                throw new IllegalStateException("the database returned an event id that was not sent: " + eventId);
            }
            return entry;
        }
    }

    private static Array array(
            Connection connection, String type, List<Entry> entries, Function<Entry, @Nullable Object> column)
            throws SQLException {
        return connection.createArrayOf(type, entries.stream().map(column).toArray());
    }

    List<Interaction> recent(String user, int limit) {
        return jdbc.sql("select " + COLUMNS
                        + " from interaction where user_id = ? order by occurred_at desc, id desc limit ?")
                .params(user, limit)
                .query((rows, row) -> interaction(rows))
                .list();
    }

    /** What tells the user's latest interactions from what they were. */
    LatestCache.Stamp stamp(String user, int limit) {
        return jdbc.sql("""
                        select count(*), coalesce(max(id), 0), coalesce(bit_xor(id * ?), 0) from (
                            select id from interaction where user_id = ?
                            order by occurred_at desc, id desc limit ?) latest""")
                .params(MIXER, user, limit)
                .query((row, number) -> new LatestCache.Stamp(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
    }

    /** As the database does it: keys are far below what would overflow there. */
    static long mixed(long key) {
        return key * MIXER;
    }

    /** The user's interactions with a greater key. */
    List<Interaction> since(String user, long key, int limit) {
        return jdbc.sql("select " + COLUMNS + " from interaction where user_id = ? and id > ? order by id limit ?")
                .params(user, key, limit)
                .query((rows, row) -> interaction(rows))
                .list();
    }

    Map<String, List<Interaction>> recent(Collection<String> users, int limit) {
        return jdbc
                .sql("select " + COLUMNS + " from unnest(?::text[]) as asked (name) cross join lateral (select * from"
                        + " interaction where user_id = name order by occurred_at desc, id desc limit ?) as latest")
                .params(users.toArray(String[]::new), limit)
                .query((rows, row) -> interaction(rows))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Interaction::user, LinkedHashMap::new, Collectors.toList()));
    }

    List<UserRange> userRanges(int ranges) {
        List<UserRange> cut = new ArrayList<>();
        jdbc.sql("""
                        select max(user_id) as upto, count(*) as users from (
                            select user_id, ntile(?) over (order by user_id) as part
                            from (select distinct user_id from interaction) named) parted
                        group by part order by part""").param(ranges).query(row -> {
            String after = cut.isEmpty() ? "" : cut.getLast().upto();
            cut.add(new UserRange(after, row.getString("upto"), row.getLong("users")));
        });
        if (!cut.isEmpty()) {
            UserRange last = cut.removeLast();
            cut.add(new UserRange(last.after(), "", last.users()));
        }
        return cut;
    }

    List<String> users(String after, UserRange range, int limit) {
        return jdbc.sql("""
                        select distinct user_id from interaction
                        where user_id > ? and (? = '' or user_id <= ?) order by user_id limit ?""")
                .params(after.isEmpty() ? range.after() : after, range.upto(), range.upto(), limit)
                .query(String.class)
                .list();
    }

    long latest(String user) {
        return jdbc.sql("select coalesce(max(id), 0) from interaction where user_id = ?")
                .param(user)
                .query(Long.class)
                .single();
    }

    List<Popularity> popular(InteractionProperties settings, Instant now, int limit) {
        List<Map.Entry<String, EventType>> positives = settings.types().entrySet().stream()
                .filter(type -> type.getValue().weight() > 0)
                .toList();
        return jdbc.sql("""
                        select item, sum(t.weight * power(2, -greatest(0,
                               extract(epoch from (:now - occurred_at))::float8) / :halfLife)) as total
                        from interaction join unnest(:types::text[], :weights::float8[]) as t (name, weight) on t.name = type
                        where occurred_at > :oldest
                        group by item order by total desc, item limit :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("oldest", Timestamp.from(now.minus(settings.popularWindow())))
                .param("halfLife", (double) settings.popularHalfLife().toSeconds())
                .param("types", positives.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .param(
                        "weights",
                        positives.stream().map(type -> type.getValue().weight()).toArray(Double[]::new))
                .param("limit", limit)
                .query((rows, row) -> new Popularity(rows.getLong("item"), rows.getDouble("total")))
                .list();
    }

    List<Popularity> trending(InteractionProperties settings, Instant now, int limit) {
        List<Map.Entry<String, EventType>> positives = settings.types().entrySet().stream()
                .filter(type -> type.getValue().weight() > 0)
                .toList();
        Instant recent = now.minus(settings.trendingWindow());
        Instant oldest = recent.minus(settings.trendingBefore());
        double share = (double) settings.trendingWindow().toSeconds()
                / settings.trendingBefore().toSeconds();
        return jdbc.sql("""
                        select item, (lately - expected) / sqrt(expected + 1) as growth from (
                            select item,
                                coalesce(sum(t.weight) filter (where occurred_at > :recent), 0) as lately,
                                coalesce(sum(t.weight) filter (where occurred_at <= :recent), 0) * :share as expected
                            from interaction
                            join unnest(:types::text[], :weights::float8[]) as t (name, weight) on t.name = type
                            where occurred_at > :oldest and occurred_at <= :now
                            group by item) counted
                        where lately > expected order by growth desc, item limit :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("recent", Timestamp.from(recent))
                .param("oldest", Timestamp.from(oldest))
                .param("share", share)
                .param("types", positives.stream().map(Map.Entry::getKey).toArray(String[]::new))
                .param(
                        "weights",
                        positives.stream().map(type -> type.getValue().weight()).toArray(Double[]::new))
                .param("limit", limit)
                .query((rows, row) -> new Popularity(rows.getLong("item"), rows.getDouble("growth")))
                .list();
    }

    Optional<Instant> end() {
        return jdbc.sql("select max(occurred_at) as last from interaction")
                .query((rows, row) ->
                        Optional.ofNullable(rows.getTimestamp("last")).map(Timestamp::toInstant))
                .single();
    }

    List<Interaction> ofItems(Collection<Long> items, Instant since, int limit) {
        return jdbc.sql(
                        "select " + COLUMNS
                                + " from interaction where item = any(?) and occurred_at >= ? order by occurred_at desc, id desc limit ?")
                .params(items.toArray(Long[]::new), Timestamp.from(since), limit)
                .query((rows, row) -> interaction(rows))
                .list();
    }

    List<Activity> users(int limit) {
        return jdbc.sql("""
                        select user_id, count(*) as interactions, max(occurred_at) as last
                        from interaction group by user_id order by interactions desc, user_id limit ?
                        """).param(limit).query((rows, row) -> activity(rows)).list();
    }

    List<Activity> users(String beginning, int limit) {
        return jdbc.sql("""
                        select user_id, count(*) as interactions, max(occurred_at) as last
                        from interaction where starts_with(user_id, ?) group by user_id order by user_id limit ?""")
                .params(beginning, limit)
                .query((rows, row) -> activity(rows))
                .list();
    }

    private static Activity activity(ResultSet rows) throws SQLException {
        return new Activity(
                rows.getString("user_id"),
                rows.getLong("interactions"),
                rows.getTimestamp("last").toInstant());
    }

    List<Interaction> all() {
        return jdbc.sql("select " + COLUMNS + " from interaction order by occurred_at, id")
                .query((rows, row) -> interaction(rows))
                .list();
    }

    long erase(String user) {
        return jdbc.sql("delete from interaction where user_id = ?").param(user).update();
    }

    long merge(String from, String into) {
        return jdbc.sql("update interaction set user_id = ? where user_id = ?")
                .params(into, from)
                .update();
    }

    Map<Long, Long> counts(Collection<Long> items) {
        Map<Long, Long> counts = new HashMap<>();
        if (!items.isEmpty()) {
            jdbc.sql("select item, count(*) as events from interaction where item = any(?) group by item")
                    .param(items.toArray(Long[]::new))
                    .query(row -> {
                        counts.put(row.getLong("item"), row.getLong("events"));
                    });
        }
        return counts;
    }

    List<Attributed> attributed(Collection<UUID> recommendations) {
        return recommendations.isEmpty()
                ? List.of()
                : jdbc.sql("""
                        select recommendation, item, type, count(*) as events from interaction
                        where recommendation = any(?) group by recommendation, item, type""")
                        .param(recommendations.toArray(UUID[]::new))
                        .query((row, number) -> new Attributed(
                                row.getObject("recommendation", UUID.class),
                                row.getLong("item"),
                                row.getString("type"),
                                row.getLong("events")))
                        .list();
    }

    long count() {
        return jdbc.sql("select count(*) from interaction").query(Long.class).single();
    }

    private static Interaction interaction(ResultSet rows) throws SQLException {
        return new Interaction(
                rows.getLong("id"),
                rows.getString("user_id"),
                rows.getLong("item"),
                rows.getString("type"),
                rows.getTimestamp("occurred_at").toInstant(),
                rows.getObject("recommendation", UUID.class));
    }
}
