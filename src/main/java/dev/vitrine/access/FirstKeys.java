package dev.vitrine.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Makes what a first start needs: a key of each role and an operator with a random password. They are written to a file
 * that only its owner can read, when the launcher asks for that; without it, keys are made by {@code key create} and the
 * operator by the launcher. They are never logged.
 */
@Component
@ConditionalOnWebApplication
class FirstKeys {

    private final ApiKeys keys;
    private final JdbcClient jdbc;
    private final PasswordEncoder passwords;
    private final AccessProperties properties;
    private final Path file;

    FirstKeys(
            ApiKeys keys,
            JdbcClient jdbc,
            PasswordEncoder passwords,
            AccessProperties properties,
            @Value("${vitrine.home}") Path home) {
        this.keys = keys;
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.properties = properties;
        file = home.resolve("keys");
    }

    @EventListener(ApplicationReadyEvent.class)
    void make() {
        long operators =
                jdbc.sql("select count(*) from operator").query(Long.class).single();
        if (!properties.writeKeys() || operators > 0) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (Role role : Role.values()) {
            lines.add(role.name().toLowerCase(Locale.ROOT) + "=" + keys.create(role, "first start"));
        }
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        String password = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        lines.add("console=admin:" + password);
        write(lines);
        jdbc.sql("insert into operator (username, password) values ('admin', ?)")
                .param(passwords.encode(password))
                .update();
    }

    private void write(List<String> lines) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("The first keys could not be written", e);
        }
    }
}
