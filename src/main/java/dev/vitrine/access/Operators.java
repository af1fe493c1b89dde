package dev.vitrine.access;

import dev.vitrine.problem.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The people who sign in to the console. A password that is made here is shown once. There is always one admin left who
 * can sign in.
 */
@Service
public class Operators implements UserDetailsService {

    static final String FIRST = "admin";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,99}");
    /** What bcrypt reads of a password; what comes after it would not count. */
    private static final int PASSWORD_BYTES = 72;

    private static final String COLUMNS = "select name, role, created_at, disabled_at from operator ";
    private static final RowMapper<Operator> ROW = (row, number) -> {
        Timestamp disabled = row.getTimestamp("disabled_at");
        return new Operator(
                row.getString("name"),
                OperatorRole.valueOf(row.getString("role")),
                row.getTimestamp("created_at").toInstant(),
                disabled == null ? null : disabled.toInstant());
    };

    private final JdbcClient jdbc;
    private final AccessProperties settings;
    private final RateLimits limits;
    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    Operators(JdbcClient jdbc, AccessProperties settings, RateLimits limits) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.limits = limits;
    }

    /** A person who may sign in, or, since they were disabled, may not. */
    public record Operator(
            String name,
            OperatorRole role,
            Instant createdAt,
            @Nullable Instant disabledAt) {

        public boolean isEnabled() {
            return disabledAt == null;
        }
    }

    /** A new password, and the only time that it is shown. */
    public record NewPassword(Operator operator, String password) {}

    @Override
    public UserDetails loadUserByUsername(String name) {
        return signedIn(name).orElseThrow(() -> new UsernameNotFoundException("There is no operator of that name."));
    }

    Optional<SignedIn> signedIn(String name) {
        return jdbc.sql("select name, password, role, disabled_at, version from operator where name = ?")
                .param(name)
                .query((row, number) -> new SignedIn(
                        row.getString("name"),
                        row.getString("password"),
                        OperatorRole.valueOf(row.getString("role")),
                        row.getTimestamp("disabled_at") == null,
                        row.getInt("version")))
                .optional();
    }

    /** All of them, by name. */
    public List<Operator> all() {
        return jdbc.sql(COLUMNS + "order by name").query(ROW).list();
    }

    private Operator operator(String name) {
        return jdbc.sql(COLUMNS + "where name = ?")
                .param(name)
                .query(ROW)
                .optional()
                .orElseThrow(() -> new OperatorNotFound(name));
    }

    /**
     * Lets one more person sign in, with a password that is made here.
     *
     * @throws InvalidRequest if the name cannot be one, or there are too many
     * @throws OperatorRefused if there is somebody of that name
     */
    @Transactional
    public NewPassword add(String name, OperatorRole role) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidRequest(
                    "name",
                    "name must have 1 to 100 letters, digits and . _ @ -, beginning with a letter or digit, but is "
                            + Role.quoted(name) + ".");
        }
        takeTurns();
        List<Operator> all = all();
        if (all.stream().anyMatch(other -> other.name().equals(name))) {
            throw new OperatorRefused("There is an operator \"" + name + "\" already.");
        }
        if (all.size() >= settings.maxOperators()) {
            throw new InvalidRequest(
                    "name",
                    "There are " + all.size() + " operators; at most " + settings.maxOperators() + " are kept.");
        }
        String password = Secrets.password();
        jdbc.sql("insert into operator (name, password, role) values (?, ?, ?)")
                .params(name, encoder.encode(password), role.name())
                .update();
        return new NewPassword(operator(name), password);
    }

    /**
     * Gives a person another role, disables them or lets them sign in again; what is null stays. The role counts for what
     * they do next; the sessions of a disabled person end.
     *
     * @throws OperatorRefused if no admin who can sign in would be left
     */
    @Transactional
    public Operator change(String name, @Nullable OperatorRole role, @Nullable Boolean enabled) {
        takeTurns();
        Operator before = operator(name);
        OperatorRole roleThen = role == null ? before.role() : role;
        boolean enabledThen = enabled == null ? before.isEnabled() : enabled;
        boolean admin = before.isEnabled() && before.role() == OperatorRole.ADMIN;
        if (admin && !(enabledThen && roleThen == OperatorRole.ADMIN)) {
            keepAnAdmin(name);
        }
        update(
                name,
                "role = ?, version = version + case when ? then 0 else 1 end,"
                        + " disabled_at = case when ? then null else coalesce(disabled_at, now()) end",
                roleThen.name(),
                enabledThen,
                enabledThen);
        return operator(name);
    }

    /** Gives a person a new password; their sessions end. */
    @Transactional
    public NewPassword reset(String name) {
        String password = Secrets.password();
        replace(name, password);
        return new NewPassword(operator(name), password);
    }

    /**
     * Replaces a person's own password; their sessions end.
     *
     * @throws InvalidRequest if the present one is wrong, or the new one too short or too long
     */
    @Transactional
    public void changePassword(String name, String present, String wanted) {
        limits.login("", name);
        if (!matches(name, present)) {
            throw new InvalidRequest("present", "The present password is not that.");
        }
        if (wanted.length() < settings.leastPassword()) {
            throw new InvalidRequest(
                    "wanted",
                    "The new password has " + wanted.length() + " characters; at least " + settings.leastPassword()
                            + " are needed.");
        }
        int bytes = wanted.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > PASSWORD_BYTES) {
            throw new InvalidRequest(
                    "wanted", "The new password has " + bytes + " bytes; at most " + PASSWORD_BYTES + " are taken.");
        }
        replace(name, wanted);
    }

    private void replace(String name, String password) {
        update(name, "password = ?, version = version + 1", encoder.encode(password));
    }

    private void update(String name, String what, Object... values) {
        int changed = jdbc.sql("update operator set " + what + " where name = ?")
                .params(values)
                .param(name)
                .update();
        if (changed == 0) {
            throw new OperatorNotFound(name);
        }
    }

    private void keepAnAdmin(String name) {
        boolean left = all().stream()
                .anyMatch(
                        other -> !other.name().equals(name) && other.isEnabled() && other.role() == OperatorRole.ADMIN);
        if (!left) {
            throw new OperatorRefused(
                    "\"" + name + "\" is the last admin who can sign in; make somebody else one first.");
        }
    }

    /** Of two admins who disable each other, the second must see what the first did. */
    private void takeTurns() {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('operators', 93))")
                .query((row, number) -> "")
                .single();
    }

    /** Makes the first admin, or gives it back what it needs to sign in and manage the others. */
    void first(String password) {
        jdbc.sql("""
                        insert into operator (name, password, role) values (?, ?, 'ADMIN')
                        on conflict (name) do update set password = excluded.password, role = 'ADMIN', disabled_at = null,
                            version = operator.version + 1""").params(FIRST, encoder.encode(password)).update();
    }

    boolean exists(String name) {
        return signedIn(name).isPresent();
    }

    boolean matches(String name, String password) {
        return jdbc.sql("select password from operator where name = ?")
                .param(name)
                .query(String.class)
                .optional()
                .filter(stored -> encoder.matches(password, stored))
                .isPresent();
    }
}
