package dev.vitrine.evaluation.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.evaluation.offline.Scores.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeasureTests {

    @Test
    void measuresOfAListByHand() {
        List<Long> ranked = LongStream.rangeClosed(1, 30).boxed().toList();

        double[] values = Measure.all(ranked, Set.of(2L, 15L, 25L, 99L));

        double ideal = 1 + 1 / log2(3) + 1 / log2(4) + 1 / log2(5);
        assertThat(values[Measure.HR_10.ordinal()]).isEqualTo(1);
        assertThat(values[Measure.NDCG_10.ordinal()]).isCloseTo(1 / log2(3) / ideal, within(1e-9));
        assertThat(values[Measure.RECALL_20.ordinal()]).isEqualTo(0.5);
        assertThat(values[Measure.NDCG_20.ordinal()]).isCloseTo((1 / log2(3) + 1 / log2(16)) / ideal, within(1e-9));
        assertThat(Measure.all(List.of(), Set.of(1L))).containsOnly(0);
    }

    @Test
    void anIntervalHoldsTheMeanAndNarrowsWithUsers() {
        var random = new Random(1);
        double[] few = random.doubles(30).toArray();
        double[] many = random.doubles(3000).toArray();

        Interval wide = Bootstrap.mean(few);
        Interval narrow = Bootstrap.mean(many);

        assertThat(wide.mean()).isCloseTo(Arrays.stream(few).average().orElseThrow(), within(1e-12));
        assertThat(wide.low()).isLessThan(wide.mean());
        assertThat(wide.high()).isGreaterThan(wide.mean());
        assertThat(narrow.high() - narrow.low()).isLessThan((wide.high() - wide.low()) / 5);
        // 1.96 standard errors of uniform numbers
        assertThat(narrow.high() - narrow.low()).isCloseTo(2 * 1.96 * Math.sqrt(1 / 12.0 / 3000), within(0.004));
        assertThat(Bootstrap.mean(few)).isEqualTo(wide);
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}
