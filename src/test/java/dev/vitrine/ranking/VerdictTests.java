package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.ranking.MixFit.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VerdictTests {

    private static final Mix SETTINGS = new Mix(0.5, 0.5, 3, 0, 0.6, 0.3);
    private static final Mix CAUTIOUS = SETTINGS.cautious();
    private static final int KNN = 3;
    private static final int ALL = Mix.CHANNELS;
    private static final int NONE = -1;

    @Test
    void usersWhoAreTooFewToJudgeLeaveItToCaution() {
        for (int users : new int[] {0, 1, Verdict.LEAST_USERS - 1}) {
            Verdict verdict = Verdict.of(samples(users, KNN, 1), SETTINGS, CAUTIOUS);

            assertThat(verdict).isEqualTo(new Verdict(CAUTIOUS, 0, 0, false));
        }
    }

    @Test
    void manyUsersAreTrustedWholly() {
        List<Sample> samples = samples(200, KNN, 0.4);

        Verdict verdict = Verdict.of(samples, SETTINGS, CAUTIOUS);

        assertThat(verdict.serves()).isTrue();
        assertThat(verdict.mix().weights())
                .containsExactly(MixFit.fit(samples, SETTINGS).weights(), within(1e-9));
        assertThat(verdict.otherwise()).isCloseTo(MixFit.ndcg(samples, SETTINGS), within(1e-9));
    }

    @Test
    void manyUsersWhomNothingLearntHelpsKeepTheSettings() {
        Mix even = Mix.of(1, 1, 1, 1, 1, 1);
        List<Sample> samples = samples(200, ALL, 0.08);

        Verdict verdict = Verdict.of(samples, even, CAUTIOUS);

        assertThat(verdict.learnt()).isLessThan(verdict.otherwise());
        assertThat(verdict.serves()).isFalse();
        assertThat(verdict.mix()).isEqualTo(even);
    }

    @Test
    void fewUsersAreTrustedByTheirNumberWhereWhatTheyTeachIsBetterBeyondChance() {
        List<Sample> samples = samples(100, KNN, 0.4);

        Verdict verdict = Verdict.of(samples, SETTINGS, CAUTIOUS);

        assertThat(verdict.serves()).isTrue();
        assertThat(verdict.learnt()).isGreaterThan(verdict.otherwise());
        assertThat(verdict.mix().weights())
                .containsExactly(
                        CAUTIOUS.mixedWith(MixFit.fit(samples, SETTINGS), 0.5).weights(), within(1e-9));
    }

    @Test
    void fewUsersWhomLikenessAndWordsForetellAsWellKeepToCaution() {
        for (int seed = 0; seed < 10; seed++) {
            Verdict verdict = Verdict.of(samples(40, NONE, 0, seed), SETTINGS, CAUTIOUS);

            assertThat(verdict.serves()).isFalse();
            assertThat(verdict.mix()).isEqualTo(CAUTIOUS);
        }
    }

    @Test
    void trustGrowsWithUsersUpToAllOfIt() {
        assertThat(MixFit.trust(0)).isZero();
        assertThat(MixFit.trust(50)).isEqualTo(0.25);
        assertThat(MixFit.trust(200)).isEqualTo(1);
        assertThat(MixFit.trust(100_000)).isEqualTo(1);
    }

    private static List<Sample> samples(int count, int telling, double by) {
        return samples(count, telling, by, 7);
    }

    /** One liked candidate of thirty; a channel, all or none are higher for it, the others are noise. */
    private static List<Sample> samples(int count, int telling, double by, int seed) {
        var random = new Random(seed);
        List<Sample> samples = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            double[][] features = new double[30][Mix.CHANNELS];
            boolean[] liked = new boolean[30];
            liked[random.nextInt(30)] = true;
            for (int i = 0; i < 30; i++) {
                for (int c = 0; c < Mix.CHANNELS; c++) {
                    features[i][c] =
                            random.nextDouble() * 0.6 + (liked[i] && (c == telling || telling == ALL) ? by : 0);
                }
            }
            samples.add(new Sample(features, liked));
        }
        return samples;
    }
}
