package dev.vitrine.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the keys and the operator of a first start, before the server takes calls. They are written to a file that only
 * the owner reads, for whoever started it, or the operator's password is shown on the terminal once; the log never has
 * them. When the file is lost or belongs to another database,
 * new ones take the place of those it named.
 */
@Component
@Profile("!command")
class FirstKeys implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(FirstKeys.class);
    private static final String CONSOLE = "console";
    private static final String NAME = "first start";

    private final AccessProperties settings;
    private final ApiKeys keys;
    private final Operators operators;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Path file;

    FirstKeys(
            AccessProperties settings,
            ApiKeys keys,
            Operators operators,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            @Value("${vitrine.home}") Path home) {
        this.settings = settings;
        this.keys = keys;
        this.operators = operators;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.file = home.resolve("keys");
    }

    @Override
    public void afterPropertiesSet() {
        transaction.executeWithoutResult(status -> {
            // Two servers that start together take turns.
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended('first keys', 7))")
                    .query((row, number) -> "")
                    .single();
            String password = settings.password();
            if (password != null && !password.isEmpty() && !operators.matches(Operators.FIRST, password)) {
                operators.first(password);
            }
            if (settings.writeKeys()) {
                if (!fits(read())) {
                    write(make());
                    LOG.info("New API keys and the console's password are in {}", file.toAbsolutePath());
                }
            } else {
                showOnce();
            }
        });
    }

    /** Without a file to write to, the first operator's password goes to the terminal, this once. */
    private void showOnce() {
        if (operators.all().isEmpty()) {
            String password = Secrets.password();
            operators.first(password);
            System.out.println("Sign in to the console as " + Operators.FIRST + " with the password " + password
                    + " and change it there; it is not shown again.");
        }
        if (keys.list().isEmpty()) {
            LOG.info("There is no API key yet; make one in the console, or with: key create --role admin");
        }
    }

    private boolean fits(Map<String, String> lines) {
        for (Role role : Role.values()) {
            String secret = lines.get(line(role));
            if (secret == null || keys.find(secret).isEmpty()) {
                return false;
            }
        }
        // The operator may have a new password since; that is no reason to take it away.
        return lines.containsKey(CONSOLE) && operators.exists(Operators.FIRST);
    }

    private Map<String, String> make() {
        keys.list().stream()
                .filter(key -> key.name().equals(NAME) && key.revokedAt() == null)
                .forEach(key -> keys.revoke(key.id()));
        Map<String, String> lines = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            lines.put(line(role), keys.create(role, NAME).secret());
        }
        String password = settings.password();
        if (password == null || password.isEmpty()) {
            password = Secrets.password();
            operators.first(password);
        }
        lines.put(CONSOLE, Operators.FIRST + ":" + password);
        return lines;
    }

    private static String line(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, String> read() {
        Map<String, String> lines = new LinkedHashMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    String[] pair = line.split("=", 2);
                    if (pair.length == 2) {
                        lines.put(pair[0], pair[1]);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The keys in " + file + " cannot be read", e);
        }
        return lines;
    }

    private void write(Map<String, String> lines) {
        List<String> text = new ArrayList<>();
        lines.forEach((name, secret) -> text.add(name + "=" + secret));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = file.resolveSibling("keys.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("The keys cannot be written to " + file, e);
        }
    }
}
