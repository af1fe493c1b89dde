package dev.vitrine.catalog;

import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGStatement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Statements that the database plans for the very values of each call. How many items a filter, a word or a limit leaves
 * says which way is the fast one; a plan that is kept for all values cannot know. All others are planned once per
 * connection.
 */
@Component
public class PlannedAnew {

    private final JdbcClient client;

    PlannedAnew(DataSource database) {
        client = JdbcClient.create(new JdbcTemplate(database) {
            @Override
            protected void applyStatementSettings(Statement statement) throws SQLException {
                super.applyStatementSettings(statement);
                // Never under a name, which is what plans are kept by.
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
        });
    }

    /** The statement, to be given its parameters. */
    public JdbcClient.StatementSpec sql(String sql) {
        return client.sql(sql);
    }
}
