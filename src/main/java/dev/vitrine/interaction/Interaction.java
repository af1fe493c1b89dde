package dev.vitrine.interaction;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a user did with an item.
 *
 * @param key grows with each recorded interaction
 * @param user the shop's own user id, or an anonymous visitor's
 * @param item the item's key
 * @param type one of the configured event types
 * @param recommendation the answer that led to it, if one did
 */
public record Interaction(
        long key,
        String user,
        long item,
        String type,
        Instant at,
        @Nullable UUID recommendation) {

    /** The order of time; at the same time, that in which they were recorded. */
    public static final Comparator<Interaction> IN_TIME =
            Comparator.comparing(Interaction::at).thenComparingLong(Interaction::key);
}
