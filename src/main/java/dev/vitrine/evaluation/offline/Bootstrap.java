package dev.vitrine.evaluation.offline;

import dev.vitrine.evaluation.offline.Scores.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Percentile bootstrap of a mean (Efron, 1979): 2,000 resamples of the users, always the same ones. */
final class Bootstrap {

    private static final int RESAMPLES = 2000;
    private static final long SEED = 1;

    private Bootstrap() {}

    static Interval mean(double[] values) {
        if (values.length == 0) {
            return Interval.NONE;
        }
        double mean = Arrays.stream(values).average().orElse(0);
        var random = new SplittableRandom(SEED);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[r] = sum / values.length;
        }
        Arrays.sort(means);
        return new Interval(mean, means[(int) (RESAMPLES * 0.025)], means[(int) (RESAMPLES * 0.975) - 1]);
    }
}
