package dev.vitrine.chat;

import dev.vitrine.problem.InvalidRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The prompts that the larger model is given, one for each purpose and language, with all their versions. */
@Service
public class PromptTemplates {

    /** The languages that prompts are written in. */
    public static final Set<String> LANGUAGES = Set.of("en", "zh");

    private static final int MOST_VERSIONS = 100;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ChatProperties limits;

    PromptTemplates(JdbcClient jdbc, Clock clock, ChatProperties limits) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.limits = limits;
    }

    /** Those in use, by purpose and language. */
    public List<PromptTemplate> current() {
        return jdbc.sql("""
                        select distinct on (purpose, language) * from prompt_template
                        order by purpose, language, version desc""").query(PromptTemplates::read).list();
    }

    /**
     * The one in use.
     *
     * @throws InvalidRequest if prompts are not written in that language
     */
    public PromptTemplate current(Purpose purpose, String language) {
        return versions(purpose, language).getFirst();
    }

    /**
     * The latest versions, the one in use first.
     *
     * @throws InvalidRequest if prompts are not written in that language
     */
    public List<PromptTemplate> versions(Purpose purpose, String language) {
        if (!LANGUAGES.contains(language)) {
            throw new InvalidRequest(
                    "language",
                    "Prompts are written in en and zh, not in \""
                            + language.substring(0, Math.min(20, language.length())) + "\".");
        }
        return jdbc.sql("""
                        select * from prompt_template where purpose = ? and language = ?
                        order by version desc limit ?""")
                .params(purpose.word(), language, MOST_VERSIONS)
                .query(PromptTemplates::read)
                .list();
    }

    /**
     * Puts a new version in use; a text that is in use already stays the version that it is.
     *
     * @throws InvalidRequest if the text breaks a limit, or has no place for a question that it needs
     */
    @Transactional
    public PromptTemplate write(String author, Purpose purpose, String language, String text) {
        String words = text.strip().replace("\r\n", "\n");
        if (words.isEmpty() || words.length() > limits.maxTemplateLength() || words.indexOf('\0') >= 0) {
            throw new InvalidRequest(
                    "text",
                    "A prompt has 1 to " + limits.maxTemplateLength()
                            + " characters, not only spaces and no nulls; this has " + words.length() + ".");
        }
        if (purpose.needsWords() && !words.contains(PromptTemplate.PLACE)) {
            throw new InvalidRequest(
                    "text", "A prompt for a " + purpose.word() + " has {} where the question goes; this has none.");
        }
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 90))")
                .param(purpose.word() + " " + language)
                .query((row, number) -> "")
                .single();
        PromptTemplate now = current(purpose, language);
        if (now.text().equals(words)) {
            return now;
        }
        return jdbc.sql("""
                        insert into prompt_template (purpose, language, version, text, author, at)
                        values (?, ?, ?, ?, ?, ?) returning *""")
                .params(
                        purpose.word(),
                        language,
                        now.version() + 1,
                        words,
                        author,
                        Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .query(PromptTemplates::read)
                .single();
    }

    private static PromptTemplate read(ResultSet row, int number) throws SQLException {
        return new PromptTemplate(
                Purpose.of(row.getString("purpose")),
                row.getString("language"),
                row.getInt("version"),
                row.getString("text"),
                row.getString("author"),
                row.getTimestamp("at").toInstant());
    }
}
