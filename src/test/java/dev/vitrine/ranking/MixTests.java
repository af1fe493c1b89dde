package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixTests {

    private static final Mix MIX = new Mix(0.6, 0.4, 3, 0.5, 0.6, 0.3);

    @Test
    void cautionLeavesATrifleToWhatNeedsOtherUsersAndKeepsTheTotal() {
        Mix cautious = MIX.cautious();

        assertThat(cautious.together()).isCloseTo(3 * Mix.TRIFLE, within(1e-9));
        assertThat(cautious.knn()).isCloseTo(0.5 * Mix.TRIFLE, within(1e-9));
        assertThat(cautious.popularity()).isCloseTo(0.3 * Mix.TRIFLE, within(1e-9));
        assertThat(cautious.picture() / cautious.text()).isCloseTo(1.5, within(1e-9));
        assertThat(cautious.words()).isGreaterThan(MIX.words());
        assertThat(total(cautious)).isCloseTo(total(MIX), within(1e-9));
    }

    @Test
    void ofNothingButOtherUsersDoingsCautionLeavesAll() {
        var behaviour = new Mix(0, 0, 3, 1, 0, 0.3);

        assertThat(behaviour.cautious().weights()).containsExactly(behaviour.weights(), within(1e-9));
    }

    @Test
    void aShareLiesBetweenBothMixes() {
        var other = new Mix(0, 0, 0, 0, 5, 1);

        assertThat(MIX.mixedWith(other, 0).weights()).containsExactly(MIX.weights(), within(1e-12));
        assertThat(MIX.mixedWith(other, 1).weights()).containsExactly(other.weights(), within(1e-12));
        assertThat(MIX.mixedWith(other, 0.25).words()).isCloseTo(0.75 * 0.6 + 0.25 * 5, within(1e-12));
    }

    @Test
    void whetherAnItemHasAHistoryMakesNoDifferenceToCaution() {
        Mixes cautious = new Mixes(MIX, new Mix(0, 0, 1, 0, 0, 0)).cautious();

        assertThat(cautious.cold()).isEqualTo(cautious.warm()).isEqualTo(MIX.cautious());
    }

    private static double total(Mix mix) {
        return Arrays.stream(mix.weights()).sum();
    }
}
