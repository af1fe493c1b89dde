package dev.vitrine.work;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Work that was ordered as one.
 *
 * @param queue whose worker does it
 * @param orders what is to be done with each subject, as JSON
 * @param filter which subjects, as it was said; empty for all
 * @param total subjects
 * @param done those that are done
 * @param waiting those that are still to be done, also those that are to be tried again
 * @param running those that a worker has in hand
 * @param failed those that were tried often enough; their reasons are kept
 * @param secondsLeft by what each has taken so far; null while nothing is done yet
 * @param endedAt when it was finished or cancelled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Job(
        long id,
        String queue,
        @JsonRawValue String orders,
        String filter,
        String orderedBy,
        Instant orderedAt,
        State state,
        long total,
        long done,
        long waiting,
        long running,
        long failed,
        @Nullable Long secondsLeft,
        @Nullable Instant endedAt) {

    /** How a job stands; one whose every subject is done, or failed too often, is finished. */
    public enum State {
        RUNNING,
        PAUSED,
        FINISHED,
        CANCELLED;

        @com.fasterxml.jackson.annotation.JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it may still go on. */
    @JsonIgnore
    public boolean isOpen() {
        return state == State.RUNNING || state == State.PAUSED;
    }
}
