package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DemoPairsTests {

    @Test
    void trainedAndHeldOutCombinationsShareNoneAndAreAll() {
        var all = new HashSet<>(DemoPairs.trained(7));
        assertThat(all).hasSize(1536 - 230).doesNotContainAnyElementsOf(DemoPairs.heldOut(7));
        all.addAll(DemoPairs.heldOut(7));
        assertThat(all).hasSize(1536);
        assertThat(DemoPairs.heldOut(8)).isNotEqualTo(DemoPairs.heldOut(7));
    }

    @Test
    void theSameSeedGivesTheSameData() {
        DemoPairs one = DemoPairs.training(2, 7);
        DemoPairs two = DemoPairs.training(2, 7);
        assertThat(one.size()).isEqualTo(2 * 1306);
        for (int i = 0; i < one.size(); i += 97) {
            assertThat(one.drawing(i)).isEqualTo(two.drawing(i));
            assertThat(one.text(i, new SplittableRandom(i))).isEqualTo(two.text(i, new SplittableRandom(i)));
        }
    }

    @Test
    void aPlainItemHasNoSecondColour() {
        DemoPairs pairs = DemoPairs.heldOut(1, 7);
        for (int i = 0; i < pairs.size(); i++) {
            boolean plain = pairs.drawing(i).pattern() == Pattern.PLAIN;
            assertThat(pairs.values(i)[Trait.SECOND.ordinal()] == -1).isEqualTo(plain);
        }
    }
}
