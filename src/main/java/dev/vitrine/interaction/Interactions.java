package dev.vitrine.interaction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The log of what users did. An interaction whose event id was seen before is acknowledged and not stored again. */
@Service
public class Interactions {

    /**
     * What a caller sends.
     *
     * @param eventId the caller's own id; the same id again is the same event
     * @param item the shop's item id
     * @param at when it happened; null for now
     */
    public record Event(
            @Nullable String eventId,
            String user,
            String item,
            String type,
            @Nullable Instant at,
            @Nullable UUID recommendation) {}

    /** Records one; false when the event id was known already. */
    public boolean record(Event event) {
        throw new UnsupportedOperationException();
    }

    /** The user's interactions, latest first. */
    public List<Interaction> recent(String user, int limit) {
        throw new UnsupportedOperationException();
    }

    /** The key of the user's last recorded interaction, 0 when there is none. */
    public long latest(String user) {
        throw new UnsupportedOperationException();
    }

    /** The configured weight and half-life of an event type. */
    public EventType type(String name) {
        throw new UnsupportedOperationException();
    }

    /** Items by their recent positive interactions, weighted by type and halved every half-life: most popular first. */
    public List<Popularity> popular(int limit) {
        throw new UnsupportedOperationException();
    }

    /** An item and how much happened around it lately. */
    public record Popularity(long item, double weight) {}

    /** The users with the most interactions. */
    public List<Activity> users(int limit) {
        throw new UnsupportedOperationException();
    }

    /** A user and how many interactions the log holds. */
    public record Activity(String user, long interactions, Instant last) {}

    /** The whole log in the order of time. */
    public List<Interaction> all() {
        throw new UnsupportedOperationException();
    }

    /** Removes everything about a user; how many interactions that were. */
    public long erase(String user) {
        throw new UnsupportedOperationException();
    }

    /** How many interactions there are. */
    public long count() {
        throw new UnsupportedOperationException();
    }
}
