package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import org.jspecify.annotations.Nullable;

/**
 * Which statements are meant.
 *
 * @param mismatch those that contradict the shop, or those that do not; null for both
 * @param minScore those with at least that score
 * @param job those that came from a job
 */
public record Selection(
        State state,
        @Nullable Kind kind,
        @Nullable String topic,
        @Nullable Boolean mismatch,
        @Nullable Double minScore,
        @Nullable Long job) {

    /** All that wait for a person. */
    public static final Selection PROPOSED = new Selection(State.PROPOSED, null, null, null, null, null);
}
