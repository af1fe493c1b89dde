package dev.vitrine.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProfileTests {

    private final Map<Long, Double> history = new LinkedHashMap<>();

    @Test
    void theLatestCountsMostAndAllTogetherOne() {
        history.put(1L, 2.0);
        history.put(2L, 2.0);
        history.put(3L, 2.0);

        Map<Long, Double> weights = Profile.of(history, 1, 10).weights();

        assertThat(weights.get(1L)).isCloseTo(6 / 11.0, within(1e-9));
        assertThat(weights.get(2L)).isCloseTo(3 / 11.0, within(1e-9));
        assertThat(weights.get(3L)).isCloseTo(2 / 11.0, within(1e-9));
        assertThat(Profile.of(history, 0, 2).weights()).containsOnlyKeys(1L, 2L).containsEntry(1L, 0.5);
    }

    @Test
    void aScoreIsTheSumOfTheRowsAndNamesWhatSaysMostOfIt() {
        history.put(1L, 1.0);
        history.put(2L, 1.0);
        Profile profile = Profile.of(history, 0, 10);

        Related related = profile.related(Map.of(
                1L, new Neighbours(new long[] {7, 8}, new float[] {0.5f, 0.25f}),
                2L, new Neighbours(new long[] {8}, new float[] {0.75f})));

        assertThat(related.score(8)).isCloseTo(0.5, within(1e-6));
        assertThat(related.because(8)).isEqualTo(2);
        assertThat(related.score(7)).isCloseTo(0.25, within(1e-6));
        assertThat(related.score(9)).isZero();
        assertThat(related.because(9)).isNull();
        assertThat(related.strongest(1)).containsExactly(8);
    }

    @Test
    void moreItemsThanThereWasRoomForAreKeptApart() {
        history.put(1L, 1.0);
        long[] items = LongStream.range(0, 5000).toArray();
        float[] weights = new float[items.length];
        for (int k = 0; k < weights.length; k++) {
            weights[k] = 1 + k;
        }

        Related related = Profile.of(history, 0, 10).related(Map.of(1L, new Neighbours(items, weights)));

        assertThat(related.size()).isEqualTo(5000);
        assertThat(related.scores()).hasSize(5000).containsEntry(4321L, 4322.0);
        assertThat(related.strongest(3)).containsExactly(4999, 4998, 4997);
    }

    @Test
    void withoutAHistoryThereIsNothing() {
        assertThat(Profile.of(history, 0.5, 10).isEmpty()).isTrue();
    }
}
