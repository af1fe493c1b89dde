package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.ranking.MixFit.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixFitTests {

    private static final Mix START = new Mix(0.5, 0.5, 3, 0, 0.6, 0.3);

    @Test
    void theChannelThatForetellsIsFoundAndNoiseKeepsATrifle() {
        List<Sample> samples = samples(200, 3);

        Mix learnt = MixFit.fit(samples, START);

        double[] weights = learnt.weights();
        assertThat(weights[3]).isGreaterThan(40 * weights[0]).isGreaterThan(40 * weights[1]);
        assertThat(MixFit.ndcg(samples(200, 3), learnt)).isGreaterThan(MixFit.ndcg(samples(200, 3), START));
        assertThat(Arrays.stream(weights).sum())
                .isCloseTo(Arrays.stream(START.weights()).sum(), within(1e-9));
        assertThat(Arrays.stream(weights).min().orElse(-1)).isPositive();
    }

    @Test
    void aSecondChannelJoinsWhenItHelps() {
        var random = new Random(8);
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : samples(300, 3)) {
            for (int i = 0; i < sample.liked().length; i++) {
                sample.features()[i][1] = random.nextDouble() * 0.6 + (sample.liked()[i] ? 0.35 : 0);
            }
            samples.add(sample);
        }

        double[] weights = MixFit.fit(samples, START).weights();

        assertThat(weights[1] / weights[3]).isBetween(0.3, 2.0);
        assertThat(weights[0] / weights[3]).isLessThan(0.1);
    }

    @Test
    void fewUsersDoNotChooseBetweenChannelsThatTellAlike() {
        double share = 0;
        for (int seed = 0; seed < 10; seed++) {
            var random = new Random(seed);
            List<Sample> samples = new ArrayList<>();
            for (Sample sample : samples(40, 3)) {
                for (int i = 0; i < sample.liked().length; i++) {
                    sample.features()[i][0] = random.nextDouble() * 0.6 + (sample.liked()[i] ? 0.4 : 0);
                }
                samples.add(sample);
            }

            double[] weights = MixFit.fit(samples, START).weights();

            share += weights[0] / (weights[0] + weights[3]) / 10;
            assertThat(weights[1]).isLessThan(0.2 * Math.max(weights[0], weights[3]));
            assertThat(Arrays.stream(weights).sum())
                    .isCloseTo(Arrays.stream(START.weights()).sum(), within(1e-9));
        }
        assertThat(share).isBetween(0.1, 0.9);
    }

    @Test
    void withoutEvidenceTheDefaultsStay() {
        assertThat(MixFit.fit(List.of(), START).weights()).containsExactly(START.weights(), within(1e-9));
    }

    @Test
    void itemsWithoutAHistoryCountAsMuchAgainstOthersAsServesUsers() {
        List<Sample> unliked = new ArrayList<>();
        List<Sample> liked = new ArrayList<>();
        for (Sample sample : samples(100, 3)) {
            double[][] features = Arrays.copyOf(sample.features(), 40);
            boolean[] likes = Arrays.copyOf(sample.liked(), 40);
            boolean[] cold = new boolean[40];
            for (int i = 30; i < 40; i++) {
                features[i] = new double[] {1, 1, 1, 1, 1, 1};
                cold[i] = true;
            }
            unliked.add(new Sample(features, likes, cold));
            boolean[] other = new boolean[40];
            Arrays.fill(other, 30, 40, true);
            liked.add(new Sample(features, other, cold));
        }

        assertThat(MixFit.share(unliked, new Mixes(START, START))).isLessThan(0.5);
        assertThat(MixFit.share(liked, new Mixes(START, START))).isEqualTo(1);
        assertThat(unliked.getFirst().warm().orElseThrow().features()).hasDimensions(30, Mix.CHANNELS);
        assertThat(liked.getFirst().warm()).isEmpty();
    }

    @Test
    void ndcgIsOneForThePerfectOrderAndFallsWithThePlace() {
        double[][] features = {{0, 0, 0, 0, 1, 0}, {0, 0, 0, 0, 0.5, 0}, {0, 0, 0, 0, 0.1, 0}};

        assertThat(MixFit.ndcg(List.of(new Sample(features, new boolean[] {true, false, false})), START))
                .isEqualTo(1);
        assertThat(MixFit.ndcg(List.of(new Sample(features, new boolean[] {false, true, false})), START))
                .isCloseTo(Math.log(2) / Math.log(3), within(1e-9));
    }

    /** One liked candidate of thirty; a channel is high for it, the others are noise. */
    private static List<Sample> samples(int count, int telling) {
        var random = new Random(7);
        List<Sample> samples = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            double[][] features = new double[30][Mix.CHANNELS];
            boolean[] liked = new boolean[30];
            liked[random.nextInt(30)] = true;
            for (int i = 0; i < 30; i++) {
                for (int c = 0; c < Mix.CHANNELS; c++) {
                    features[i][c] = random.nextDouble() * 0.6 + (liked[i] && c == telling ? 0.4 : 0);
                }
            }
            samples.add(new Sample(features, liked));
        }
        return samples;
    }
}
