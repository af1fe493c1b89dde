package dev.vitrine.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.affinity.Profile.Related;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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

        Map<Long, Related> related = profile.related(Map.of(
                1L, new Neighbours(new long[] {7, 8}, new float[] {0.5f, 0.25f}),
                2L, new Neighbours(new long[] {8}, new float[] {0.75f})));

        Related eight = Objects.requireNonNull(related.get(8L));
        assertThat(eight.score()).isCloseTo(0.5, within(1e-6));
        assertThat(eight.because()).isEqualTo(2);
        assertThat(Objects.requireNonNull(related.get(7L)).score()).isCloseTo(0.25, within(1e-6));
    }

    @Test
    void withoutAHistoryThereIsNothing() {
        assertThat(Profile.of(history, 0.5, 10).isEmpty()).isTrue();
    }
}
