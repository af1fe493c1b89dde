package dev.vitrine.ranking;

import dev.vitrine.ranking.MixFit.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Which weights serve, judged on users whom they were not learnt from: each fifth of the users judges what the others
 * teach, and when they approve, all teach.
 *
 * <p>Many users hold what was learnt against the settings' weights. Few users tell others little by what they do, and
 * which channel foretold few of them best is half chance: what they teach is mixed with likeness alone, the more so the
 * fewer they are, and serves only where it is better than likeness alone by more than chance. Pure.
 *
 * @param learnt mean NDCG@20 of what users taught others; 0 where they were too few to judge
 * @param otherwise the same of the weights that serve where they do not approve
 * @param serves whether they approve
 */
record Verdict(Mix mix, double learnt, double otherwise, boolean serves) {

    static final int LEAST_USERS = 20;

    private static final int FOLDS = 5;

    /**
     * Judges.
     *
     * @param settings serve when many users do not approve
     * @param cautious serves when few do not
     */
    static Verdict of(List<Sample> samples, Mix settings, Mix cautious) {
        if (samples.size() < LEAST_USERS) {
            return new Verdict(cautious, 0, 0, false);
        }
        double trust = MixFit.trust(samples.size());
        boolean few = trust < 1;
        Mix before = few ? cautious : settings;
        double[] with = new double[samples.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            judge(samples, fold, teaching -> cautious.mixedWith(MixFit.fit(teaching, settings), trust), with);
        }
        double[] without = MixFit.gains(samples, before);
        double learnt = MixFit.mean(with);
        double otherwise = MixFit.mean(without);
        boolean better = few ? MixFit.beyondChance(with, without) > 0 : learnt > otherwise;
        Mix mix = better ? cautious.mixedWith(MixFit.fit(samples, settings), trust) : before;
        return new Verdict(mix, learnt, otherwise, better);
    }

    private static void judge(List<Sample> samples, int fold, Function<List<Sample>, Mix> lesson, double[] gains) {
        List<Sample> teaching = new ArrayList<>();
        List<Sample> judging = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            (i % FOLDS == fold ? judging : teaching).add(samples.get(i));
        }
        double[] judged = MixFit.gains(judging, lesson.apply(teaching));
        for (int i = 0; i < judged.length; i++) {
            gains[fold + i * FOLDS] = judged[i];
        }
    }
}
