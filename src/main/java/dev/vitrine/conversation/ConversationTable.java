package dev.vitrine.conversation;

import dev.vitrine.chat.Purpose;
import dev.vitrine.conversation.Conversation.Picture;
import dev.vitrine.conversation.Conversation.Summary;
import dev.vitrine.conversation.Turn.State;
import dev.vitrine.enrichment.Engine;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of conversations, their pictures and turns. */
@Component
class ConversationTable {

    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Clock clock;

    ConversationTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    long insert(String person) {
        return jdbc.sql("insert into conversation (created_by, created_at) values (?, ?) returning id")
                .params(person, Timestamp.from(now()))
                .query(Long.class)
                .single();
    }

    void insert(long conversation, Picture picture) {
        jdbc.sql("insert into conversation_picture (conversation, number, item, sha256, since) values (?, ?, ?, ?, ?)")
                .params(conversation, picture.number(), picture.item(), picture.sha256(), picture.since())
                .update();
    }

    void insert(long conversation, Turn turn) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                conversation,
                turn.number(),
                turn.person(),
                Timestamp.from(turn.askedAt()),
                turn.words(),
                turn.purpose().word(),
                turn.language(),
                turn.version(),
                turn.prompt(),
                turn.engine().word(),
                turn.model(),
                turn.revision(),
                JsonMapper.shared().writeValueAsString(turn.settings()),
                turn.state().word()));
        jdbc.sql("""
                        insert into conversation_turn (conversation, number, person, asked_at, words, purpose, language,
                            version, prompt, engine, model, revision, settings, state)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?)""").params(row).update();
    }

    /** How a turn ended; it has ended once and for all. */
    record Ending(
            State state,
            String answer,
            @Nullable String note,
            @Nullable Long promptTokens,
            @Nullable Long completionTokens) {}

    void end(long conversation, int number, Ending ending, Map<String, Object> settings) {
        jdbc.sql("""
                        update conversation_turn
                        set state = ?, answer = ?, note = ?, prompt_tokens = ?, completion_tokens = ?, answered_at = ?,
                            settings = cast(? as jsonb)
                        where conversation = ? and number = ? and state = 'asked'""")
                .params(new ArrayList<@Nullable Object>(Arrays.asList(
                        ending.state().word(),
                        ending.answer(),
                        ending.note(),
                        ending.promptTokens(),
                        ending.completionTokens(),
                        Timestamp.from(now()),
                        JsonMapper.shared().writeValueAsString(settings),
                        conversation,
                        number)))
                .update();
    }

    /** The conversation, after everybody else who changes it; to be called within a transaction. */
    Optional<Conversation> lock(long id) {
        return jdbc.sql("select id from conversation where id = ? for update")
                .param(id)
                .query(Long.class)
                .optional()
                .flatMap(this::find);
    }

    Optional<Conversation> find(long id) {
        List<Picture> pictures = jdbc.sql("select * from conversation_picture where conversation = ? order by number")
                .param(id)
                .query((row, number) -> new Picture(
                        row.getInt("number"), row.getString("item"), row.getString("sha256"), row.getInt("since")))
                .list();
        List<Turn> turns = jdbc.sql("select * from conversation_turn where conversation = ? order by number")
                .param(id)
                .query(ConversationTable::turn)
                .list();
        return jdbc.sql("select * from conversation where id = ?")
                .param(id)
                .query((row, number) -> new Conversation(
                        id,
                        row.getString("created_by"),
                        row.getTimestamp("created_at").toInstant(),
                        pictures,
                        turns))
                .optional();
    }

    /** The latest first, from the one before {@code before} on; of an item, if one is named. */
    List<Summary> list(@Nullable String item, long before, int limit) {
        return jdbc.sql("""
                        select c.*,
                            (select array_agg(p.item order by p.number) from conversation_picture p
                             where p.conversation = c.id) as items,
                            (select count(*) from conversation_turn t where t.conversation = c.id) as turns,
                            (select t.words from conversation_turn t where t.conversation = c.id
                             order by t.number desc limit 1) as last
                        from conversation c
                        where c.id < :before and (cast(:item as text) is null or exists (
                            select 1 from conversation_picture p where p.conversation = c.id and p.item = :item))
                        order by c.id desc limit :limit""")
                .param("before", before)
                .param("item", item, java.sql.Types.VARCHAR)
                .param("limit", limit)
                .query((row, number) -> new Summary(
                        row.getLong("id"),
                        row.getString("created_by"),
                        row.getTimestamp("created_at").toInstant(),
                        texts(row.getArray("items")),
                        row.getInt("turns"),
                        row.getString("last")))
                .list();
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    boolean delete(long id) {
        return jdbc.sql("delete from conversation where id = ?").param(id).update() > 0;
    }

    private static Turn turn(ResultSet row, int number) throws SQLException {
        Timestamp answered = row.getTimestamp("answered_at");
        return new Turn(
                row.getInt("number"),
                row.getString("person"),
                row.getTimestamp("asked_at").toInstant(),
                row.getString("words"),
                Purpose.of(row.getString("purpose")),
                row.getString("language"),
                row.getObject("version", Integer.class),
                row.getString("prompt"),
                Engine.of(row.getString("engine")),
                row.getString("model"),
                row.getString("revision"),
                JsonMapper.shared().readValue(row.getString("settings"), SETTINGS),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("answer"),
                row.getString("note"),
                row.getObject("prompt_tokens", Long.class),
                row.getObject("completion_tokens", Long.class),
                answered == null ? null : answered.toInstant());
    }
}
