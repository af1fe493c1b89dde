package dev.vitrine.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.vitrine.problem.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The API keys. A key is shown once, when it is made; only its hash is kept. */
@Service
public class ApiKeys {

    private static final int NAME_LENGTH = 100;
    /** For how long a key that was revoked by another process may still be taken. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final RowMapper<ApiKey> ROW = (row, number) -> new ApiKey(
            row.getLong("id"),
            row.getString("name"),
            Role.valueOf(row.getString("role")),
            row.getString("prefix"),
            row.getTimestamp("created_at").toInstant(),
            instant(row.getTimestamp("last_used_at")),
            instant(row.getTimestamp("revoked_at")));

    private final JdbcClient jdbc;
    private final LoadingCache<String, Optional<ApiKey>> known;

    ApiKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.known = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(REMEMBERED)
                .build(this::load);
    }

    /**
     * A key as it is listed.
     *
     * @param prefix its first characters
     */
    public record ApiKey(
            long id,
            String name,
            Role role,
            String prefix,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            @Nullable Instant revokedAt) {}

    /** A new key with its secret, which nobody can read again. */
    public record NewKey(ApiKey key, String secret) {}

    /**
     * Makes a key.
     *
     * @throws InvalidRequest if the name is empty or has more than 100 characters
     */
    @Transactional
    public NewKey create(Role role, String name) {
        if (name.isBlank() || name.length() > NAME_LENGTH) {
            throw new InvalidRequest(
                    "name", "name must have 1 to " + NAME_LENGTH + " characters, but has " + name.length() + ".");
        }
        String secret = Secrets.key(role);
        ApiKey key = jdbc.sql("insert into api_key (name, role, hash, prefix) values (?, ?, ?, ?) returning *")
                .params(name, role.name(), hash(secret), secret.substring(0, 8))
                .query(ROW)
                .single();
        return new NewKey(key, secret);
    }

    /** All keys, the revoked ones too, latest first. */
    public List<ApiKey> list() {
        return jdbc.sql("select * from api_key order by id desc").query(ROW).list();
    }

    /**
     * Revokes a key; one that is revoked stays so.
     *
     * @throws KeyNotFound if there is none of that id
     */
    @Transactional
    public void revoke(long id) {
        int changed = jdbc.sql("update api_key set revoked_at = coalesce(revoked_at, now()) where id = ?")
                .param(id)
                .update();
        if (changed == 0) {
            throw new KeyNotFound(id);
        }
        known.invalidateAll();
    }

    /** The key of that secret, unless it is unknown or revoked. */
    Optional<ApiKey> find(String secret) {
        return known.get(HexFormat.of().formatHex(hash(secret)));
    }

    private Optional<ApiKey> load(String hash) {
        byte[] bytes = HexFormat.of().parseHex(hash);
        jdbc.sql("""
                        update api_key set last_used_at = now()
                        where hash = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')""").param(bytes).update();
        return jdbc.sql("select * from api_key where hash = ? and revoked_at is null")
                .param(bytes)
                .query(ROW)
                .optional();
    }

    private static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static @Nullable Instant instant(java.sql.@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
