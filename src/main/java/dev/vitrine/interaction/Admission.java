package dev.vitrine.interaction;

import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.problem.InvalidRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an event must be to enter the log. Says the first thing that is wrong, as field, limit and value. */
@Component
class Admission {

    /** Ids are opaque; a longer one is a mistake (a token, a whole record) and would bloat every index. */
    static final int ID_LENGTH = 128;

    private final InteractionProperties settings;
    private final Clock clock;

    Admission(InteractionProperties settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** When the event counts as having happened. */
    Instant admit(Event event) {
        return admit(event, settings.pastLimit());
    }

    /** When an event of an older log counts as having happened. */
    Instant admitImported(Event event) {
        return admit(event, settings.importLimit());
    }

    private Instant admit(Event event, Duration pastLimit) {
        checkUser(event.user());
        if (event.eventId() != null) {
            checkId("eventId", event.eventId());
        }
        checkPresent("item", event.item());
        checkReadable("item", event.item());
        checkPresent("type", event.type());
        type(event.type());
        return time(event.at(), pastLimit);
    }

    EventType type(String name) {
        EventType type = settings.types().get(name);
        if (type == null) {
            throw new InvalidRequest(
                    "type",
                    "type must be one of %s, but is \"%s\"."
                            .formatted(
                                    String.join(
                                            ", ", new TreeSet<>(settings.types().keySet())),
                                    shortened(name)));
        }
        return type;
    }

    static void checkUser(@Nullable String user) {
        checkId("user", user);
    }

    private Instant time(@Nullable Instant at, Duration pastLimit) {
        // PostgreSQL keeps microseconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (at == null) {
            return now;
        }
        if (at.isAfter(now.plus(settings.skew()))) {
            throw new InvalidRequest(
                    "at",
                    "at may lie at most %s ahead of the server's clock (%s), but is %s."
                            .formatted(words(settings.skew()), now, at));
        }
        if (at.isBefore(now.minus(pastLimit))) {
            throw new InvalidRequest(
                    "at",
                    "at may lie at most %s back from the server's clock (%s), but is %s."
                            .formatted(words(pastLimit), now, at));
        }
        return at.isAfter(now) ? now : at.truncatedTo(ChronoUnit.MICROS);
    }

    static void checkId(String field, @Nullable String id) {
        checkPresent(field, id);
        Objects.requireNonNull(id);
        if (id.length() > ID_LENGTH) {
            throw new InvalidRequest(
                    field, "%s may have at most %d characters, but has %d.".formatted(field, ID_LENGTH, id.length()));
        }
        checkReadable(field, id);
    }

    /** PostgreSQL cannot even compare a text that has a zero character. */
    private static void checkReadable(String field, String id) {
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequest(field, field + " may not contain control characters.");
        }
    }

    private static void checkPresent(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidRequest(field, field + " is missing or blank.");
        }
    }

    private static String shortened(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }

    private static String words(Duration duration) {
        return duration.toDays() > 0 ? duration.toDays() + " days" : duration.toMinutes() + " minutes";
    }
}
