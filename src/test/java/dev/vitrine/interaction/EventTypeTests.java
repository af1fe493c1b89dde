package dev.vitrine.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTypeTests {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @Test
    void countsHalfAfterEachHalfLife() {
        var like = new EventType(4, Duration.ofDays(30));

        assertThat(like.weight(NOW, NOW)).isEqualTo(4);
        assertThat(like.weight(NOW.minus(Duration.ofDays(30)), NOW)).isCloseTo(2, within(1e-12));
        assertThat(like.weight(NOW.minus(Duration.ofDays(60)), NOW)).isCloseTo(1, within(1e-12));
        // 4 · 2^(−15/30) = 2.828…
        assertThat(like.weight(NOW.minus(Duration.ofDays(15)), NOW)).isCloseTo(2.8284271247, within(1e-9));
    }

    @Test
    void doesNotGrowTowardsTheFuture() {
        assertThat(new EventType(-4, Duration.ofDays(30)).weight(NOW.plusSeconds(3600), NOW))
                .isEqualTo(-4);
    }

    @Test
    void refusesAHalfLifeThatIsNotPositive() {
        assertThatThrownBy(() -> new EventType(1, Duration.ZERO)).hasMessageContaining("half-life");
        assertThatThrownBy(() -> new EventType(Double.NaN, Duration.ofDays(1))).hasMessageContaining("weight");
    }
}
