package dev.vitrine.work;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A right that one process at a time has, of all that share the database; held on a connection of its own, so that PostgreSQL
 * takes it back when the process dies or the connection breaks.
 */
public final class ProcessLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLock.class);

    private final Connection connection;
    private final int number;

    private ProcessLock(Connection connection, int number) {
        this.connection = connection;
        this.number = number;
    }

    /**
     * The lock, unless it is held, here or by another process.
     *
     * @param number that stands for the right, the same in every process
     */
    public static Optional<ProcessLock> acquire(DataSource database, int number) {
        try {
            Connection connection = database.getConnection();
            if (says(connection, "select pg_try_advisory_lock(?)", number)) {
                return Optional.of(new ProcessLock(connection, number));
            }
            connection.close();
            return Optional.empty();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The lock " + number + " cannot be asked for", e);
        }
    }

    /** Whether a process holds it now. */
    public static boolean isHeld(JdbcClient jdbc, int number) {
        // How pg_locks shows a lock of one number: its halves, and a 1.
        return jdbc.sql("""
                        select exists (select from pg_locks where locktype = 'advisory' and granted
                            and database = (select oid from pg_database where datname = current_database())
                            and classid = 0 and objid::bigint = ? and objsubid = 1)""").param(number).query(Boolean.class).single();
    }

    private static boolean says(Connection connection, String sql, int number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, number);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    @Override
    public void close() {
        try (connection) {
            says(connection, "select pg_advisory_unlock(?)", number);
        } catch (SQLException e) {
            LOG.warn("The lock {} went with its connection: {}", number, e.getMessage());
        }
    }
}
