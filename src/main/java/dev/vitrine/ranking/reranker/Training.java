package dev.vitrine.ranking.reranker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.AdamW;
import dev.vitrine.tensor.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Teaches a network by lessons, and judges it on users whom it was not taught by.
 *
 * <p>The loss is pairwise and weighed by what a swap would change of NDCG (LambdaRank, Burges 2010, MSR-TR-2010-82): its
 * gradient by the scores is computed here, and the engine follows it back into the weights.
 */
public final class Training {

    private static final int FOLDS = 5;
    private static final int BATCH = 8;
    private static final double CLIP_NORM = 1;
    private static final int WARM_UP = 20;

    /** How steeply a pair in the wrong order costs, by deviations of late scores. */
    private static final double SHARPNESS = 1;

    private static final double HIDDEN_SHARE = 0.1;

    /** In a row; then the gradients will not become finite again. */
    private static final int MOST_LEFT_OUT = 20;

    private final Settings settings;
    private final long ends;

    /**
     * What a training may take.
     *
     * @param steps of each of the six trainings: five that are judged, and the one that serves
     * @param rate the highest one
     * @param most time of all six
     * @param margin standard errors by which a network must be better than the order that it began with
     */
    public record Settings(int steps, double rate, double weightDecay, Duration most, double margin, long seed) {}

    private Training(Settings settings) {
        this.settings = settings;
        ends = System.nanoTime() + settings.most().toNanos();
    }

    /**
     * What a training gave.
     *
     * @param reRanker taught by all
     * @param users that were judged, each by a network that the others taught
     * @param before mean NDCG@20 in the order of late fusion
     * @param after the same as the networks change it
     * @param error standard error of the difference
     * @param better whether the difference is more than chance
     */
    public record Outcome(ReRanker reRanker, int users, double before, double after, double error, boolean better) {}

    /**
     * Trains five networks that judge and one that serves. On a thread of its own, because the engine keeps by thread
     * whether it records gradients; one training at a time in a process.
     *
     * @param lessons of at least two users, all of the same dimension
     */
    public static Outcome outcome(List<Lesson> lessons, int dimension, Settings settings) {
        var form = new Form(dimension, lessons.getFirst().slate().features()[0].length);
        return new Training(settings).outcome(lessons, form);
    }

    private Outcome outcome(List<Lesson> lessons, Form form) {
        List<String> users = lessons.stream().map(Lesson::user).distinct().toList();
        List<double[]> judged = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            int number = fold;
            var judges = IntStream.range(0, users.size())
                    .filter(user -> user % FOLDS == number)
                    .mapToObj(users::get)
                    .collect(Collectors.toSet());
            ReRanker taught = taught(
                    lessons.stream()
                            .filter(lesson -> !judges.contains(lesson.user()))
                            .toList(),
                    form,
                    FOLDS + 1 - fold);
            judges.forEach(judge -> judged.add(judgement(
                    lessons.stream()
                            .filter(lesson -> lesson.user().equals(judge))
                            .toList(),
                    taught)));
        }
        double before = judged.stream().mapToDouble(pair -> pair[0]).average().orElse(0);
        double after = judged.stream().mapToDouble(pair -> pair[1]).average().orElse(0);
        double variance = judged.stream()
                        .mapToDouble(pair -> pair[1] - pair[0] - (after - before))
                        .map(difference -> difference * difference)
                        .sum()
                / Math.max(1, judged.size() - 1);
        double error = Math.sqrt(variance / Math.max(1, judged.size()));
        return new Outcome(
                taught(lessons, form, 1),
                judged.size(),
                before,
                after,
                error,
                after - before > settings.margin() * error);
    }

    /** Mean NDCG@20 of a user's lessons, in late fusion's order and as changed. */
    private static double[] judgement(List<Lesson> lessons, ReRanker taught) {
        double before = 0;
        double after = 0;
        for (Lesson lesson : lessons) {
            before += lesson.ndcg(new float[lesson.liked().length]) / lessons.size();
            after += lesson.ndcg(taught.changes(lesson.slate())) / lessons.size();
        }
        return new double[] {before, after};
    }

    /** @param left how many trainings share the time that is left */
    private ReRanker taught(List<Lesson> all, Form form, int left) {
        List<Lesson> lessons = all.stream().filter(Lesson::teaches).toList();
        var random = new SplittableRandom(settings.seed());
        ReRanker untaught = ReRanker.untaught(form, random);
        if (lessons.isEmpty()) {
            return untaught;
        }
        long began = System.nanoTime();
        double mostNanos = Math.max(0, (ends - began) / (double) left);
        try (NDManager owner = Torch.manager()) {
            var network = new Network(owner, untaught);
            try (var optimiser = new AdamW(
                    network.parameters(), settings.weightDecay(), name -> name.endsWith(".weight"), CLIP_NORM)) {
                int total = settings.steps();
                int leftOut = 0;
                for (int step = 1; step <= total && leftOut < MOST_LEFT_OUT; step++) {
                    List<Lesson> batch = random.ints(BATCH, 0, lessons.size())
                            .mapToObj(lessons::get)
                            .toList();
                    follow(network, batch);
                    total = (int) Math.clamp(step * mostNanos / (System.nanoTime() - began), step, settings.steps());
                    double rate = rate(step, total);
                    leftOut = optimiser.step(name -> rate * share(name)) ? 0 : leftOut + 1;
                }
                return leftOut < MOST_LEFT_OUT ? network.reRanker() : untaught;
            }
        }
    }

    /** Of the rate; few users would be learnt by heart by the layers that can. */
    private static double share(String name) {
        return name.equals(Form.OUT) || name.equals(Form.HIDDEN_WEIGHT) || name.equals(Form.HIDDEN_BIAS)
                ? HIDDEN_SHARE
                : 1;
    }

    private double rate(int step, int total) {
        double warm = Math.min(1, step / (double) WARM_UP);
        return settings.rate() * warm * 0.5 * (1 + Math.cos(Math.PI * step / (total + 1.0)));
    }

    private static void follow(Network network, List<Lesson> batch) {
        try (var scope = new NDScope();
                NDManager manager = Torch.manager()) {
            scope.suppressNotUsedWarning();
            try (var gradients = Torch.gradients()) {
                NDArray changes = network.changes(
                        manager, batch.stream().map(Lesson::slate).toList());
                float[] values = changes.toFloatArray();
                int candidates = values.length / batch.size();
                float[] slopes = new float[values.length];
                for (int i = 0; i < batch.size(); i++) {
                    slopes(batch.get(i), values, slopes, i * candidates, batch.size());
                }
                NDArray along = manager.create(slopes, new Shape(batch.size(), candidates));
                gradients.backward(changes.mul(along).sum());
            }
        }
    }

    /** How the loss changes with each candidate's change. */
    static void slopes(Lesson lesson, float[] changes, float[] into, int from, int share) {
        float[] own = java.util.Arrays.copyOfRange(changes, from, from + lesson.liked().length);
        int[] order = lesson.order(own);
        double[] discounts = new double[own.length];
        double ideal = 0;
        for (int place = 0; place < order.length; place++) {
            discounts[order[place]] = 1 / Math.log(place + 2.0);
            ideal += place < lesson.likes() ? 1 / Math.log(place + 2.0) : 0;
        }
        for (int liked = 0; liked < own.length; liked++) {
            for (int other = 0; lesson.liked()[liked] && other < own.length; other++) {
                if (!lesson.liked()[other]) {
                    double ahead = (double) lesson.slate().late(liked)
                            + own[liked]
                            - lesson.slate().late(other)
                            - own[other];
                    double weight = Math.abs(discounts[liked] - discounts[other]) / ideal;
                    double slope = SHARPNESS * weight / (1 + Math.exp(SHARPNESS * ahead)) / share;
                    into[from + liked] -= (float) slope;
                    into[from + other] += (float) slope;
                }
            }
        }
    }
}
