package dev.vitrine.evaluation.offline;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, kept to compare runs. */
@Repository
class EvaluationStore {

    private final JdbcClient jdbc;

    EvaluationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Stores scores; the run's number. */
    long add(Scores scores, Instant at) {
        return jdbc.sql("""
                        insert into evaluation_run (at, split, users, items, results) values (?, ?, ?, ?, ?::jsonb)
                        returning id""")
                .params(
                        Timestamp.from(at),
                        scores.split(),
                        scores.users(),
                        scores.items(),
                        JsonMapper.shared().writeValueAsString(scores))
                .query(Long.class)
                .single();
    }

    /** The latest run on a split. */
    Optional<Run> last(String split) {
        return runs("where split = ? order by id desc limit 1", split).stream().findFirst();
    }

    /** The latest runs, latest first. */
    List<Run> latest(int limit) {
        return runs("order by id desc limit ?", limit);
    }

    Optional<Run> find(long id) {
        return runs("where id = ?", id).stream().findFirst();
    }

    private List<Run> runs(String which, Object parameter) {
        return jdbc.sql("select id, at, results::text from evaluation_run " + which)
                .param(parameter)
                .query((row, number) -> new Run(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        JsonMapper.shared().readValue(row.getString("results"), Scores.class)))
                .list();
    }
}
