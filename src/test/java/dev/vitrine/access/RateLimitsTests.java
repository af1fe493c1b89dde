package dev.vitrine.access;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.access.Refusals.TooManyRequests;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitsTests {

    private final RateLimits limits = new RateLimits(new AccessProperties(false, null, 12, 1, 5, 3, 2, List.of()));

    @Test
    void aKeyMaySendItsLimitAndNoMore() {
        for (int call = 0; call < 5; call++) {
            limits.key(1);
        }

        assertThatThrownBy(() -> limits.key(1))
                .isInstanceOf(TooManyRequests.class)
                .hasMessageContaining("At most 5 requests a minute");
        assertThatCode(() -> limits.key(2)).doesNotThrowAnyException();
    }

    @Test
    void anAddressMaySendItsLimitAndNoMore() {
        for (int call = 0; call < 3; call++) {
            limits.address("192.0.2.1");
        }

        assertThatThrownBy(() -> limits.address("192.0.2.1")).isInstanceOf(TooManyRequests.class);
        assertThatCode(() -> limits.address("192.0.2.2")).doesNotThrowAnyException();
    }

    @Test
    void guessesAreCountedByAddressAndByName() {
        limits.login("192.0.2.1", "admin");
        limits.login("192.0.2.2", "admin");

        assertThatThrownBy(() -> limits.login("192.0.2.3", "admin")).isInstanceOf(TooManyRequests.class);
        limits.login("192.0.2.4", "anna");
        limits.login("192.0.2.4", "bert");
        assertThatThrownBy(() -> limits.login("192.0.2.4", "carla")).isInstanceOf(TooManyRequests.class);
    }
}
