package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Decision.Action;
import dev.vitrine.enrichment.Decision.Change;
import dev.vitrine.enrichment.Statement.Choice;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Statement.Origin;
import dev.vitrine.enrichment.Statement.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of statements, and of each change of them. */
@Component
class StatementTable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};
    private static final TypeReference<List<Choice>> RANKING = new TypeReference<>() {};
    private static final TypeReference<List<Mismatch>> MISMATCHES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final Clock clock;

    StatementTable(JdbcClient jdbc, JdbcTemplate template, Clock clock) {
        this.jdbc = jdbc;
        this.template = template;
        this.clock = clock;
    }

    /** The time as the database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Whoever changes items' statements takes turns, machines and people, in the order of the items' keys. */
    void lock(Collection<Long> items) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(item::text, 62)) from unnest(?) as item")
                .param(items.stream().sorted().distinct().toArray(Long[]::new))
                .query((row, number) -> "")
                .list();
    }

    List<Statement> ofItem(long item) {
        return jdbc.sql("select * from statement where item = ? order by kind desc, topic, id")
                .param(item)
                .query(StatementTable::read)
                .list();
    }

    List<Statement> ofTopic(long item, Kind kind, String topic) {
        return jdbc.sql("select * from statement where item = ? and kind = ? and topic = ? order by id")
                .params(item, kind.word(), topic)
                .query(StatementTable::read)
                .list();
    }

    Optional<Statement> find(long id) {
        return jdbc.sql("select * from statement where id = ?")
                .param(id)
                .query(StatementTable::read)
                .optional();
    }

    List<Statement> find(Collection<Long> ids) {
        return jdbc.sql("select * from statement where id = any(?) order by item, id")
                .param(ids.toArray(Long[]::new))
                .query(StatementTable::read)
                .list();
    }

    /** All of items, whatever became of them: tags first, by topic, the oldest first. */
    Map<Long, List<Statement>> ofItems(Collection<Long> items) {
        return byItem(jdbc.sql("select * from statement where item = any(?) order by kind desc, topic, id")
                .param(items.toArray(Long[]::new)));
    }

    /** All of items and a kind, whatever became of them. */
    Map<Long, List<Statement>> ofItems(Collection<Long> items, Kind kind) {
        return byItem(jdbc.sql("select * from statement where item = any(?) and kind = ? order by id")
                .params(items.toArray(Long[]::new), kind.word()));
    }

    /** All of items, a kind and topics, whatever became of them. */
    Map<Long, List<Statement>> ofTopics(Collection<Long> items, Kind kind, Collection<String> topics) {
        return byItem(
                jdbc.sql("select * from statement where item = any(?) and kind = ? and topic = any(?) order by id")
                        .params(items.toArray(Long[]::new), kind.word(), topics.toArray(String[]::new)));
    }

    private static Map<Long, List<Statement>> byItem(JdbcClient.StatementSpec found) {
        Map<Long, List<Statement>> byItem = new HashMap<>();
        found.query(StatementTable::read)
                .list()
                .forEach(statement -> byItem.computeIfAbsent(statement.item(), key -> new ArrayList<>())
                        .add(statement));
        return byItem;
    }

    List<Statement> select(Selection selection, long after, int limit) {
        List<Object> parameters = new ArrayList<>();
        String condition = condition(selection, parameters);
        parameters.add(after);
        parameters.add(limit);
        return jdbc.sql("select * from statement where " + condition + " and id > ? order by id limit ?")
                .params(parameters)
                .query(StatementTable::read)
                .list();
    }

    long count(Selection selection) {
        List<Object> parameters = new ArrayList<>();
        String condition = condition(selection, parameters);
        return jdbc.sql("select count(*) from statement where " + condition)
                .params(parameters)
                .query(Long.class)
                .single();
    }

    private static String condition(Selection selection, List<Object> parameters) {
        StringBuilder condition =
                new StringBuilder("state = '" + selection.state().word() + "'");
        if (selection.kind() != null) {
            condition.append(" and kind = ?");
            parameters.add(selection.kind().word());
        }
        if (selection.topic() != null) {
            condition.append(" and topic = ?");
            parameters.add(selection.topic());
        }
        if (selection.mismatch() != null) {
            condition.append(selection.mismatch() ? " and mismatches <> '[]'" : " and mismatches = '[]'");
        }
        if (selection.minScore() != null) {
            condition.append(" and score >= ?");
            parameters.add(selection.minScore());
        }
        if (selection.job() != null) {
            condition.append(" and job = ?");
            parameters.add(selection.job());
        }
        return condition.toString();
    }

    /** How many there are of each kind and topic in a state. */
    List<Topic> topics(State state) {
        return jdbc.sql("""
                        select kind, topic, count(*) from statement where state = ?
                        group by kind, topic order by kind desc, count(*) desc, topic limit 100""")
                .param(state.word())
                .query((row, number) ->
                        new Topic(Kind.of(row.getString("kind")), row.getString("topic"), row.getLong("count")))
                .list();
    }

    /** A kind and topic, and how many statements there are of it. */
    record Topic(Kind kind, String topic, long count) {}

    /** The items in which a label or anything else of a topic counts, in the order of their keys. */
    List<Long> counting(Kind kind, String topic) {
        return jdbc.sql("""
                        select distinct item from statement
                        where kind = ? and topic = ? and state in ('accepted', 'edited') order by item""").params(kind.word(), topic).query(Long.class).list();
    }

    /** What a machine says of an item in a topic. */
    record Entry(long item, Kind kind, String topic, Draft draft) {}

    /** Machines' statements, in one go. */
    void insert(List<Entry> entries, @Nullable Long job) {
        if (entries.isEmpty()) {
            return;
        }
        Timestamp now = Timestamp.from(now());
        template.batchUpdate("""
                insert into statement (item, kind, topic, value, state, said, model, revision, prompt, settings,
                    score, picture, ranking, mismatches, job, at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?, cast(? as jsonb), cast(? as jsonb), ?, ?)""", entries, entries.size(), (statement, entry) -> {
            Draft draft = entry.draft();
            Origin origin = draft.origin();
            statement.setLong(1, entry.item());
            statement.setString(2, entry.kind().word());
            statement.setString(3, entry.topic());
            statement.setString(4, draft.value());
            statement.setString(5, (draft.counts() ? State.ACCEPTED : State.PROPOSED).word());
            statement.setString(6, origin.said());
            statement.setString(7, origin.model());
            statement.setString(8, origin.revision());
            statement.setString(9, origin.prompt());
            statement.setString(10, JSON.writeValueAsString(origin.settings()));
            statement.setObject(11, origin.score(), Types.DOUBLE);
            statement.setString(12, origin.picture());
            statement.setString(13, JSON.writeValueAsString(draft.ranking()));
            statement.setString(14, JSON.writeValueAsString(draft.mismatches()));
            statement.setObject(15, job, Types.BIGINT);
            statement.setTimestamp(16, now);
        });
    }

    /** A person's own statement, with the decision by which it began. */
    Statement insert(long decision, long item, Kind kind, String topic, String value, String person) {
        Timestamp now = Timestamp.from(now());
        Statement written = jdbc.sql("""
                        insert into statement (item, kind, topic, value, state, at, decided_by, decided_at)
                        values (?, ?, ?, ?, 'edited', ?, ?, ?) returning *""")
                .params(item, kind.word(), topic, value, now, person, now)
                .query(StatementTable::read)
                .single();
        record(decision, null, written);
        return written;
    }

    long decide(@Nullable String person, Action action) {
        return jdbc.sql("insert into decision (decided_by, action, at) values (?, ?, ?) returning id")
                .params(row(person, action.word(), Timestamp.from(now())))
                .query(Long.class)
                .single();
    }

    /** What of a statement a decision changes. */
    record Standing(
            State state,
            String value,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt) {

        static Standing of(Statement statement) {
            return new Standing(statement.state(), statement.value(), statement.decidedBy(), statement.decidedAt());
        }
    }

    Statement change(long decision, Statement statement, Standing to) {
        Statement changed = jdbc.sql("""
                        update statement set state = ?, value = ?, decided_by = ?, decided_at = ? where id = ? returning *""")
                .params(row(to.state().word(), to.value(), to.decidedBy(), timestamp(to.decidedAt()), statement.id()))
                .query(StatementTable::read)
                .single();
        record(decision, Standing.of(statement), changed);
        return changed;
    }

    /** Lets what only machines had a say in give way; of each list by a decision of its own, which is nobody's. */
    void giveWay(List<List<Statement>> giving) {
        if (giving.isEmpty()) {
            return;
        }
        List<Long> decisions = jdbc.sql("""
                        insert into decision (action, at)
                        select ?, cast(? as timestamptz) from generate_series(1, cast(? as integer)) returning id""")
                .params(Action.PROPOSE.word(), Timestamp.from(now()), giving.size())
                .query(Long.class)
                .list();
        record Given(long decision, Statement statement) {}
        List<Given> all = new ArrayList<>();
        for (int i = 0; i < giving.size(); i++) {
            long decision = decisions.get(i);
            giving.get(i).forEach(statement -> all.add(new Given(decision, statement)));
        }
        jdbc.sql("update statement set state = ? where id = any(?)")
                .params(
                        State.SUPERSEDED.word(),
                        all.stream().map(given -> given.statement().id()).toArray(Long[]::new))
                .update();
        template.batchUpdate("""
                insert into statement_change (decision, statement, before, after)
                values (?, ?, cast(? as jsonb), cast(? as jsonb))""", all, all.size(), (row, given) -> {
            Standing before = Standing.of(given.statement());
            row.setLong(1, given.decision());
            row.setLong(2, given.statement().id());
            row.setString(3, JSON.writeValueAsString(before));
            row.setString(
                    4,
                    JSON.writeValueAsString(
                            new Standing(State.SUPERSEDED, before.value(), before.decidedBy(), before.decidedAt())));
        });
    }

    /** Of what a decision changes twice, the first standing before and the last after are kept. */
    private void record(long decision, @Nullable Standing before, Statement after) {
        jdbc.sql("""
                        insert into statement_change (decision, statement, before, after)
                        values (?, ?, cast(? as jsonb), cast(? as jsonb))
                        on conflict (statement, decision) do update set after = excluded.after""")
                .params(row(
                        decision,
                        after.id(),
                        before == null ? null : JSON.writeValueAsString(before),
                        JSON.writeValueAsString(Standing.of(after))))
                .update();
    }

    /** What a decision did to a statement. */
    record Recorded(long statement, @Nullable Standing before, Standing after) {}

    List<Recorded> changes(long decision) {
        return jdbc.sql("""
                        select c.* from statement_change c join statement s on s.id = c.statement
                        where c.decision = ? order by s.item, s.id""")
                .param(decision)
                .query((row, number) -> {
                    String before = row.getString("before");
                    return new Recorded(
                            row.getLong("statement"),
                            before == null ? null : JSON.readValue(before, Standing.class),
                            JSON.readValue(row.getString("after"), Standing.class));
                })
                .list();
    }

    /** Keeps that a decision was taken back, and that what it took back itself counts again. */
    void undone(long decision, long by) {
        jdbc.sql("update decision set undone_by = null where undone_by = ?")
                .param(decision)
                .update();
        jdbc.sql("update decision set undone_by = ? where id = ?")
                .params(by, decision)
                .update();
    }

    /** A decision without its statements. */
    Optional<Decision> decision(long id) {
        return jdbc.sql("select * from decision where id = ?")
                .param(id)
                .query((row, number) -> new Decision(
                        row.getLong("id"),
                        row.getString("decided_by"),
                        Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                        row.getTimestamp("at").toInstant(),
                        row.getObject("undone_by", Long.class),
                        List.of()))
                .optional();
    }

    /** The latest decision of a person that was not taken back and took none back itself. */
    Optional<Long> latestOf(String person) {
        return jdbc.sql("""
                        select id from decision d where decided_by = ? and undone_by is null and action <> 'undo'
                            and exists (select from statement_change c where c.decision = d.id)
                        order by id desc limit 1""").param(person).query(Long.class).optional();
    }

    List<Change> history(long statement) {
        return jdbc.sql("""
                        select d.id, d.decided_by, d.action, d.at, c.before, c.after
                        from statement_change c join decision d on d.id = c.decision
                        where c.statement = ? order by d.id""")
                .param(statement)
                .query((row, number) -> {
                    String was = row.getString("before");
                    Standing before = was == null ? null : JSON.readValue(was, Standing.class);
                    Standing after = JSON.readValue(row.getString("after"), Standing.class);
                    return new Change(
                            row.getLong("id"),
                            row.getString("decided_by"),
                            Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                            row.getTimestamp("at").toInstant(),
                            before == null ? null : before.state(),
                            before == null ? null : before.value(),
                            after.state(),
                            after.value());
                })
                .list();
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static Statement read(ResultSet row, int number) throws SQLException {
        Timestamp decided = row.getTimestamp("decided_at");
        return new Statement(
                row.getLong("id"),
                row.getLong("item"),
                Kind.of(row.getString("kind")),
                row.getString("topic"),
                row.getString("value"),
                State.of(row.getString("state")),
                origin(row),
                JSON.readValue(row.getString("ranking"), RANKING),
                JSON.readValue(row.getString("mismatches"), MISMATCHES),
                row.getObject("job", Long.class),
                row.getTimestamp("at").toInstant(),
                row.getString("decided_by"),
                decided == null ? null : decided.toInstant());
    }

    private static @Nullable Origin origin(ResultSet row) throws SQLException {
        String said = row.getString("said");
        String settings = row.getString("settings");
        return said == null
                ? null
                : new Origin(
                        said,
                        row.getString("model"),
                        row.getString("revision"),
                        row.getString("prompt") == null ? "" : row.getString("prompt"),
                        settings == null ? Map.of() : JSON.readValue(settings, SETTINGS),
                        row.getObject("score", Double.class),
                        row.getString("picture"));
    }
}
