package dev.vitrine.nightly;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The course of a night.
 *
 * @param startedAt its beginning, as of which it computes
 * @param expectedEnd while it runs: by the pace so far, and by what the other steps took in the last finished night; null when
 *     there is nothing to judge by
 * @param failed users who were skipped
 * @param reason why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Night(
        long id,
        State state,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant expectedEnd,
        long failed,
        @Nullable String reason,
        List<Step> steps) {

    /** How far something is. */
    public enum State {
        @JsonProperty("waiting")
        WAITING,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE,
        @JsonProperty("failed")
        FAILED,
        /** Asked to stop, or left by a process that ended; it can be continued. */
        @JsonProperty("stopped")
        STOPPED
    }

    /**
     * A part of it.
     *
     * @param done what it has done, such as users
     * @param of how many there are, where that is known
     * @param failed of them
     * @param said what came of it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            String name,
            State state,
            long done,
            @Nullable Long of,
            long failed,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String said) {}

    /** A user who was skipped, and why. */
    public record Failure(String user, String step, String reason, Instant at) {}

    /** Whether it neither runs nor can go on by itself. */
    public boolean ended() {
        return state != State.RUNNING && state != State.WAITING;
    }
}
