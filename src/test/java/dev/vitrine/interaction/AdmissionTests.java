package dev.vitrine.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTests {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static final InteractionProperties SETTINGS = new InteractionProperties(
            Map.of("view", new EventType(1, Duration.ofDays(30)), "dislike", new EventType(-4, Duration.ofDays(30))),
            Duration.ofDays(1830),
            Duration.ofDays(14_610),
            Duration.ofMinutes(5),
            1000,
            Duration.ofDays(14),
            Duration.ofDays(90),
            Duration.ofDays(3),
            Duration.ofDays(28),
            1000,
            Duration.ofSeconds(10));

    private final Admission admission = new Admission(SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void anEventWithoutATimeHappensNow() {
        assertThat(admission.admit(event("ann", "view", null))).isEqualTo(NOW);
    }

    @Test
    void aLateEventKeepsItsTime() {
        Instant late = NOW.minus(Duration.ofDays(1000));

        assertThat(admission.admit(event("ann", "view", late))).isEqualTo(late);
    }

    @Test
    void anEventOfAClockThatRunsALittleAheadHappensNow() {
        assertThat(admission.admit(event("ann", "view", NOW.plusSeconds(299)))).isEqualTo(NOW);
    }

    @Test
    void anEventOfTheFutureIsRefusedWithLimitAndValue() {
        assertThatThrownBy(() -> admission.admit(event("ann", "view", NOW.plusSeconds(301))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("at ")
                .hasMessageContaining("5 minutes")
                .hasMessageContaining("2026-03-01T12:05:01Z");
    }

    @Test
    void theEventsOfAnImportedLogMayBeOlderButNotOfAnotherCentury() {
        Instant old = Instant.parse("1996-03-29T18:36:55Z");

        assertThat(admission.admitImported(event("ann", "view", old))).isEqualTo(old);
        assertThatThrownBy(() -> admission.admitImported(event("ann", "view", Instant.EPOCH.plusSeconds(964_982))))
                .hasMessageContaining("14610 days")
                .hasMessageContaining("1970-01-12");
    }

    @Test
    void anEventFromBeforeTheLimitIsRefusedWithLimitAndValue() {
        assertThatThrownBy(() -> admission.admit(event("ann", "view", Instant.EPOCH)))
                .hasMessageContaining("1830 days")
                .hasMessageContaining("1970-01-01T00:00:00Z");
    }

    @Test
    void anUnknownTypeIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> admission.admit(event("ann", "veiw", null)))
                .hasMessageContaining("dislike, view")
                .hasMessageContaining("\"veiw\"");
    }

    @Test
    void aUserNeedsAnIdOfAtMost128Characters() {
        assertThat(admission.admit(event("u".repeat(128), "view", null))).isEqualTo(NOW);
        assertThatThrownBy(() -> admission.admit(event("u".repeat(129), "view", null)))
                .hasMessageContaining("at most 128 characters, but has 129");
        assertThatThrownBy(() -> admission.admit(event(" ", "view", null))).hasMessageContaining("user is missing");
        assertThatThrownBy(() -> admission.admit(event("a\u0000b", "view", null)))
                .hasMessageContaining("control characters");
    }

    private static Event event(String user, String type, @Nullable Instant at) {
        return new Event(null, user, "mug", type, at, null);
    }
}
