package dev.vitrine.index;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A space and where it stands.
 *
 * @param items that have vectors in it
 * @param activatedAt when it last began to serve; null when it never did
 */
public record SpaceState(
        int id,
        String model,
        String revision,
        int dimension,
        Stage state,
        long items,
        Instant createdAt,
        @Nullable Instant activatedAt) {

    /** The life of a space. */
    public enum Stage {
        /** Filled beside the one that serves, and kept up to date with it. */
        @JsonProperty("building")
        BUILDING,
        /** The one that serves. */
        @JsonProperty("active")
        ACTIVE,
        /** Served once; stands still, ready to come back. */
        @JsonProperty("retired")
        RETIRED,
        /** On its way out. */
        @JsonProperty("removed")
        REMOVED
    }

    Space space() {
        return new Space(id, model, revision, dimension);
    }
}
