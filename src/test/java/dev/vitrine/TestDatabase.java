package dev.vitrine;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The database of integration tests: a container where Docker answers, else a fresh database on the server that {@code
 * ./vitrine test} names in VITRINE_TEST_DATABASE_URL. Each Spring context has its own, dropped when the tests end. A test
 * without a database fails; it never skips itself.
 */
@TestConfiguration(proxyBeanMethods = false)
public class TestDatabase {

    private static final String IMAGE = "pgvector/pgvector:0.8.5-pg18";

    @Bean
    JdbcConnectionDetails connectionDetails() throws SQLException {
        String url = System.getenv("VITRINE_TEST_DATABASE_URL");
        String user =
                Optional.ofNullable(System.getenv("VITRINE_TEST_DATABASE_USER")).orElse("vitrine");
        String password = Optional.ofNullable(System.getenv("VITRINE_TEST_DATABASE_PASSWORD"))
                .orElse("");
        if (url == null) {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                throw new IllegalStateException("There is no database to test with: Docker does not answer and"
                        + " VITRINE_TEST_DATABASE_URL is not set; ./vitrine test starts one.");
            }
            PostgreSQLContainer container = Container.running();
            url = container.getJdbcUrl();
            user = container.getUsername();
            password = container.getPassword();
        }
        return fresh(url, user, password);
    }

    private static JdbcConnectionDetails fresh(String url, String user, String password) throws SQLException {
        String name = "vitrine_test_" + UUID.randomUUID().toString().substring(0, 8);
        execute(url, user, password, "create database " + name);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                execute(url, user, password, "drop database " + name + " with (force)");
            } catch (SQLException e) {
                System.err.println("The test database " + name + " could not be dropped: " + e.getMessage());
            }
        }));
        String own = url.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
        return new Details(own, user, password);
    }

    private static void execute(String url, String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private record Details(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {}

    /** One container for all contexts of a run; Testcontainers removes it when the process ends. */
    private static final class Container {
        private static final PostgreSQLContainer SHARED = new PostgreSQLContainer(
                        DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"))
                // each Spring context that is kept has a pool of its own
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=400");

        static PostgreSQLContainer running() {
            SHARED.start();
            return SHARED;
        }
    }
}
