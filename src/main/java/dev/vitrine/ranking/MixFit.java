package dev.vitrine.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learns what channels weigh from what users did next: the channel that foretells best alone, and then, one by one, those
 * that make it better by more than chance would (two and a half standard errors of the users' paired differences in
 * NDCG@20, because the best of some two dozen tries is taken). The rest keep a trifle, which decides where the others say nothing. Measured by the order itself: a likelihood
 * (softmax over candidates) was tried and lost to EASE alone, because it spends its weights on the tail. Pure.
 */
final class MixFit {

    private static final int TWENTY = 20;
    private static final double CHANCE = 2.5;
    private static final double[] SHARES = {0.05, 0.1, 0.2, 0.4, 0.8, 1.6};
    private static final double[] COLD_SHARES = {0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05};

    /** Users from which on the strongest channel is no matter of chance; and how many halves of fewer are averaged. */
    private static final int MANY = 200;

    private static final int BAGS = 16;

    private MixFit() {}

    /**
     * A user's candidates.
     *
     * @param features of each, on one scale
     * @param liked which of them the user liked next; at least one
     * @param cold which of them have no history
     */
    record Sample(double[][] features, boolean[] liked, boolean[] cold) {

        /** Of items with a history alone. */
        Sample(double[][] features, boolean[] liked) {
            this(features, liked, new boolean[liked.length]);
        }

        /** Those of the candidates that have a history, if the user liked any of them. */
        Optional<Sample> warm() {
            int[] warm = IntStream.range(0, cold.length).filter(i -> !cold[i]).toArray();
            boolean[] likes = new boolean[warm.length];
            boolean any = false;
            for (int i = 0; i < warm.length; i++) {
                likes[i] = liked[warm[i]];
                any |= likes[i];
            }
            return any
                    ? Optional.of(new Sample(
                            Arrays.stream(warm).mapToObj(i -> features[i]).toArray(double[][]::new), likes))
                    : Optional.empty();
        }
    }

    /**
     * The weights that foretell best, with the total of the given ones; those where there is nothing to learn from. With few
     * users the mean over halves of them (bagging, Breiman 1996): which channel is the strongest is then half chance, and
     * no second one would help beyond that.
     */
    static Mix fit(List<Sample> samples, Mix start) {
        if (samples.isEmpty()) {
            return start;
        }
        if (samples.size() >= MANY || samples.size() < 2) {
            return Mix.of(weights(samples)).scaledTo(start);
        }
        double[] mean = new double[Mix.CHANNELS];
        var random = new Random(BAGS);
        for (int bag = 0; bag < BAGS; bag++) {
            List<Sample> half = new ArrayList<>(samples);
            Collections.shuffle(half, random);
            double[] weights = weights(half.subList(0, (samples.size() + 1) / 2));
            double total = Arrays.stream(weights).sum();
            for (int channel = 0; channel < mean.length; channel++) {
                mean[channel] += weights[channel] / total / BAGS;
            }
        }
        return Mix.of(mean).scaledTo(start);
    }

    /** How far to trust what so many users teach: from 0 for none to 1 for many, who are trusted wholly. */
    static double trust(int users) {
        return Math.min(1, users / (double) MANY);
    }

    private static double[] weights(List<Sample> samples) {
        double[] weights = strongest(samples);
        double[] gains = gains(samples, weights, TWENTY);
        for (double[] better = joined(samples, weights, gains);
                better.length > 0;
                better = joined(samples, weights, gains)) {
            weights = better;
            gains = gains(samples, weights, TWENTY);
        }
        double floor = Mix.TRIFLE * Arrays.stream(weights).max().orElse(0);
        for (int channel = 0; channel < weights.length; channel++) {
            // Pictures and texts share a trifle.
            weights[channel] = Math.max(weights[channel], channel < Mix.SIDES ? floor / Mix.SIDES : floor);
        }
        return weights;
    }

    /**
     * What items without a history should count against those with one, as a share of their own weights: as much as
     * serves users best, and all of it where nothing speaks against that. Their weights are learnt among themselves,
     * which says nothing of how good the best of them is.
     */
    static double share(List<Sample> samples, Mixes mixes) {
        double best = 1;
        double most = ndcg(samples, mixes);
        for (double share : COLD_SHARES) {
            double gain = ndcg(samples, new Mixes(mixes.warm(), mixes.cold().times(share)));
            if (gain > most) {
                most = gain;
                best = share;
            }
        }
        return best;
    }

    private static double[] strongest(List<Sample> samples) {
        return IntStream.range(0, Mix.CHANNELS)
                .mapToObj(channel -> {
                    double[] alone = new double[Mix.CHANNELS];
                    alone[channel] = 1;
                    return alone;
                })
                .max(Comparator.comparingDouble(alone -> mean(gains(samples, alone, TWENTY))))
                .orElseThrow();
    }

    /** The weights with the channel that helps most; empty when none helps beyond chance. */
    private static double[] joined(List<Sample> samples, double[] weights, double[] gains) {
        double[] best = {};
        double most = 0;
        double top = Arrays.stream(weights).max().orElse(0);
        for (int channel = 0; channel < weights.length; channel++) {
            if (weights[channel] == 0) {
                for (double share : SHARES) {
                    double[] tried = weights.clone();
                    tried[channel] = share * top;
                    double gain = beyondChance(gains(samples, tried, TWENTY), gains);
                    if (gain > most) {
                        most = gain;
                        best = tried;
                    }
                }
            }
        }
        return best;
    }

    /** How much better, if by more than chance; else 0. */
    static double beyondChance(double[] with, double[] without) {
        double[] differences = IntStream.range(0, with.length)
                .mapToDouble(i -> with[i] - without[i])
                .toArray();
        double mean = mean(differences);
        double variance = Arrays.stream(differences)
                        .map(difference -> (difference - mean) * (difference - mean))
                        .sum()
                / Math.max(1, differences.length - 1);
        return mean > CHANCE * Math.sqrt(variance / differences.length) ? mean : 0;
    }

    /** Mean NDCG@20 of the samples in the order of a mix. */
    static double ndcg(List<Sample> samples, Mix mix) {
        return mean(gains(samples, mix));
    }

    private static double ndcg(List<Sample> samples, Mixes mixes) {
        double[] warm = mixes.warm().weights();
        double[] cold = mixes.cold().weights();
        return mean(samples.parallelStream()
                .mapToDouble(sample -> ndcg(sample, scores(sample, warm, cold), TWENTY))
                .toArray());
    }

    /** NDCG@20 of each sample in the order of a mix. */
    static double[] gains(List<Sample> samples, Mix mix) {
        return gains(samples, mix.weights(), TWENTY);
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double[] gains(List<Sample> samples, double[] weights, int places) {
        return samples.parallelStream()
                .mapToDouble(sample -> ndcg(sample, scores(sample, weights, weights), places))
                .toArray();
    }

    private static double ndcg(Sample sample, double[] scores, int places) {
        int[] best = best(scores, places);
        double gain = 0;
        for (int place = 0; place < best.length; place++) {
            gain += sample.liked()[best[place]] ? discount(place) : 0;
        }
        int likes = (int)
                IntStream.range(0, scores.length).filter(i -> sample.liked()[i]).count();
        return gain
                / IntStream.range(0, Math.min(places, likes))
                        .mapToDouble(MixFit::discount)
                        .sum();
    }

    /** The places of the highest scores, highest first. */
    private static int[] best(double[] scores, int places) {
        Comparator<Integer> worstFirst =
                Comparator.<Integer>comparingDouble(i -> scores[i]).thenComparing(Comparator.reverseOrder());
        var best = new PriorityQueue<>(worstFirst);
        for (int i = 0; i < scores.length; i++) {
            if (best.size() < places || scores[i] > scores[best.element()]) {
                best.add(i);
                if (best.size() > places) {
                    best.remove();
                }
            }
        }
        return best.stream()
                .sorted(worstFirst.reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double[] scores(Sample sample, double[] warm, double[] cold) {
        double[] scores = new double[sample.features().length];
        for (int i = 0; i < scores.length; i++) {
            double[] weights = sample.cold()[i] ? cold : warm;
            for (int c = 0; c < weights.length; c++) {
                scores[i] += weights[c] * sample.features()[i][c];
            }
        }
        return scores;
    }

    private static double discount(int place) {
        return Math.log(2) / Math.log(place + 2.0);
    }
}
