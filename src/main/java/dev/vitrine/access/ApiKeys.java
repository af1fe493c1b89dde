package dev.vitrine.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.problem.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** The API keys. A key is shown once, when it is made; what is stored is its sha256. */
@Service
public class ApiKeys {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 32;
    private static final int SHOWN = 7;
    private static final int MAX_NAME_LENGTH = 100;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /** Also of unknown keys, so that guessing does not reach the database each time; revoking counts within seconds. */
    private final Cache<String, Optional<Key>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    ApiKeys(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A key without its secret. */
    public record Key(
            UUID id,
            String name,
            Role role,
            String prefix,
            Instant createdAt,
            @Nullable Instant revokedAt) {}

    /** Makes a key and returns its secret, which cannot be had again. */
    public String create(Role role, String name) {
        if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
            throw new InvalidRequest(
                    "name",
                    "The name is blank or longer than " + MAX_NAME_LENGTH + " characters: " + name.length() + ".");
        }
        var secret = new StringBuilder("vk_");
        for (int i = 0; i < LENGTH; i++) {
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        jdbc.sql("insert into api_key (id, name, role, hash, prefix, created_at) values (?, ?, ?, ?, ?, ?)")
                .params(
                        UUID.randomUUID(),
                        name,
                        role.name(),
                        hash(secret.toString()),
                        secret.substring(0, SHOWN),
                        Timestamp.from(clock.instant()))
                .update();
        return secret.toString();
    }

    /** The key with that secret, if it is one and was not revoked. */
    Optional<Key> find(String secret) {
        byte[] hash = hash(secret);
        return known.get(
                HexFormat.of().formatHex(hash),
                _ -> jdbc.sql("select * from api_key where hash = ? and revoked_at is null")
                        .param(hash)
                        .query((row, number) -> key(row))
                        .optional());
    }

    /** All keys, latest first. */
    public List<Key> all() {
        return jdbc.sql("select * from api_key order by created_at desc, id")
                .query((row, number) -> key(row))
                .list();
    }

    /**
     * Ends a key, within seconds everywhere.
     *
     * @throws KeyNotFound if there is none of that id that still works
     */
    public void revoke(UUID id) {
        int revoked = jdbc.sql("update api_key set revoked_at = ? where id = ? and revoked_at is null")
                .params(Timestamp.from(clock.instant()), id)
                .update();
        if (revoked == 0) {
            throw new KeyNotFound(id);
        }
        known.invalidateAll();
    }

    private static Key key(java.sql.ResultSet row) throws java.sql.SQLException {
        Timestamp revoked = row.getTimestamp("revoked_at");
        return new Key(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("prefix"),
                row.getTimestamp("created_at").toInstant(),
                revoked == null ? null : revoked.toInstant());
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
