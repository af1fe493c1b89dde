package dev.vitrine.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A failure that a caller can act on. Each kind is a class of the module that knows the fact, named by the fact
 * ({@code ItemNotFound}); the web layer answers it as a problem document (RFC 9457) whose type is
 * {@code urn:vitrine:problem:<kind>} and whose members are {@link #facts()}.
 */
public abstract class Problem extends RuntimeException {

    private static final String RETRY_AFTER = "retryAfter";

    private final HttpStatus status;
    private final String kind;
    private final transient Map<String, Object> facts = new LinkedHashMap<>();

    /**
     * @param kind a kebab-case name, stable for clients
     * @param detail one sentence that names the field, the limit and the value where they apply
     */
    protected Problem(HttpStatus status, String kind, String detail) {
        super(detail);
        this.status = status;
        this.kind = kind;
    }

    /** Adds a member to the problem document. */
    protected final void fact(String name, Object value) {
        facts.put(name, value);
    }

    /** Says when a caller may try again: a member of the document, and the header of the answer. */
    protected final void retryAfter(long seconds) {
        fact(RETRY_AFTER, seconds);
    }

    /** In how many seconds to try again, where that is known. */
    final @Nullable Object retryAfter() {
        return facts.get(RETRY_AFTER);
    }

    public final HttpStatus status() {
        return status;
    }

    public final String kind() {
        return kind;
    }

    public final Map<String, Object> facts() {
        return Map.copyOf(facts);
    }

    public final String detail() {
        return String.valueOf(getMessage());
    }
}
