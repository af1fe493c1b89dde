package dev.vitrine.nightly;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * The right to run the night, held on a connection of its own: PostgreSQL takes it back when the process dies or the
 * connection breaks.
 */
final class NightLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NightLock.class);
    private static final long NUMBER = 7_001;

    private final Connection connection;

    private NightLock(Connection connection) {
        this.connection = connection;
    }

    /** The lock, unless it is held, here or by another process. */
    static Optional<NightLock> acquire(DataSource database) {
        try {
            Connection connection = database.getConnection();
            if (says(connection, "select pg_try_advisory_lock(?)")) {
                return Optional.of(new NightLock(connection));
            }
            connection.close();
            return Optional.empty();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The night's lock cannot be asked for", e);
        }
    }

    private static boolean says(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, NUMBER);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    @Override
    public void close() {
        try (connection) {
            says(connection, "select pg_advisory_unlock(?)");
        } catch (SQLException e) {
            LOG.warn("The night's lock went with its connection: {}", e.getMessage());
        }
    }
}
