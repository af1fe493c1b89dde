package dev.vitrine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RankingMetricsTests {

    @Test
    void valuesWorkedOutByHandAreMet() {
        boolean[] secondAndFourth = {false, true, false, true};
        assertThat(RankingMetrics.recallAt(1, secondAndFourth)).isZero();
        assertThat(RankingMetrics.recallAt(2, secondAndFourth)).isEqualTo(1);
        assertThat(RankingMetrics.precisionAt(4, 3, secondAndFourth)).isEqualTo(2.0 / 3, within(1e-12));
        // DCG 1/log2(3) + 1/log2(5), best possible 1 + 1/log2(3)
        assertThat(RankingMetrics.ndcgAt(4, 2, secondAndFourth)).isEqualTo(0.65092, within(1e-5));
        assertThat(RankingMetrics.ndcgAt(10, 2, true, true)).isEqualTo(1);
        assertThat(RankingMetrics.ndcgAt(10, 2)).isZero();
    }

    @Test
    void randomListsScoreAsTheNaiveDefinitionsSay() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            List<Boolean> list = new ArrayList<>();
            int length = 1 + random.nextInt(20);
            for (int i = 0; i < length; i++) {
                list.add(random.nextInt(3) == 0);
            }
            int total = Math.max(1, (int) list.stream().filter(x -> x).count()) + random.nextInt(4);
            int k = 1 + random.nextInt(25);
            boolean[] relevant = array(list);
            assertThat(RankingMetrics.recallAt(k, relevant))
                    .isEqualTo(list.stream().limit(k).anyMatch(x -> x) ? 1 : 0);
            assertThat(RankingMetrics.precisionAt(k, total, relevant))
                    .isEqualTo(
                            list.stream().limit(k).filter(x -> x).count() / (double) Math.min(k, total), within(1e-12));
            assertThat(RankingMetrics.ndcgAt(k, total, relevant)).isEqualTo(naiveNdcg(k, total, list), within(1e-9));
        }
    }

    /** The best order is written out, padded with what the list lacks, and both are summed in full. */
    private static double naiveNdcg(int k, int total, List<Boolean> list) {
        List<Boolean> best = new ArrayList<>(Collections.nCopies(total, true));
        return dcg(k, list) / dcg(k, best);
    }

    private static double dcg(int k, List<Boolean> list) {
        double sum = 0;
        for (int place = 1; place <= list.size() && place <= k; place++) {
            double gain = Math.pow(2, list.get(place - 1) ? 1 : 0) - 1;
            sum += gain / (Math.log(place + 1) / Math.log(2));
        }
        return sum;
    }

    @Test
    void theRandomBaselineIsTheMeanOverShuffles() {
        List<Boolean> list = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            list.add(i < 4);
        }
        var random = new Random(5);
        double sum = 0;
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(list, random);
            sum += RankingMetrics.ndcgAt(10, 4, array(list));
        }
        assertThat(RankingMetrics.expectedNdcgAt(10, 4, 30)).isEqualTo(sum / rounds, within(0.005));
    }

    private static boolean[] array(List<Boolean> list) {
        boolean[] array = new boolean[list.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = list.get(i);
        }
        return array;
    }
}
