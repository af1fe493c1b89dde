package dev.vitrine.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database beside the shop's on the same server, dropped at the end. */
final class ScratchDatabase implements AutoCloseable {

    private final JdbcTemplate server;
    private final String name = "vitrine_bench_" + UUID.randomUUID().toString().substring(0, 8);
    private final String url;
    private final String user;
    private final String password;

    /**
     * Creates it.
     *
     * @throws org.springframework.dao.DataAccessException if the user may not create databases
     */
    ScratchDatabase(DataSource shop, String shopUrl, String user, String password) {
        this.server = new JdbcTemplate(shop);
        this.user = user;
        this.password = password;
        url = shopUrl.replaceFirst("/[^/?]*(\\?|$)", "/" + name + "$1");
        server.execute("create database " + name);
    }

    String url() {
        return url;
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    @Override
    public void close() {
        server.execute("drop database " + name + " with (force)");
    }
}
