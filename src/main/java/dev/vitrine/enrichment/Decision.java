package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.enrichment.Statement.State;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody decided at once, and can take back.
 *
 * @param decidedBy null for a machine
 * @param undoneBy the decision that took it back
 * @param statements those that it changed, as they are after it; of others that gave way only the states changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Decision(
        long id,
        @Nullable String decidedBy,
        Action action,
        Instant at,
        @Nullable Long undoneBy,
        List<Statement> statements) {

    /** What was done. */
    public enum Action {
        PROPOSE,
        ACCEPT,
        REJECT,
        EDIT,
        WRITE,
        UNDO;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One line of a statement's history.
     *
     * @param before the state before; null where the statement began
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(
            long decision,
            @Nullable String decidedBy,
            Action action,
            Instant at,
            @Nullable State before,
            @Nullable String valueBefore,
            State after,
            String valueAfter) {}
}
