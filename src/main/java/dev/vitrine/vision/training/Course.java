package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.vitrine.tensor.AdamW;
import dev.vitrine.tensor.Torch;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The steps of one stage of a training: batches of shuffled epochs, a rate that warms up and falls as a cosine, gradients
 * clipped, a line of progress now and then.
 */
final class Course {

    private static final double CLIP_NORM = 1;
    private static final int WARM_UP = 100;
    private static final int REPORT_EVERY = 100;

    /** In a row; one now and then does no harm. */
    private static final int MOST_LEFT_OUT = 20;

    private final int batch;
    private final double weightDecay;
    private final RandomGenerator random;
    private final Consumer<String> progress;
    private final int[] order;
    private int place;

    /** @param size how many pictures there are */
    Course(int size, int batch, double weightDecay, RandomGenerator random, Consumer<String> progress) {
        this.batch = batch;
        this.weightDecay = weightDecay;
        this.random = random;
        this.progress = progress;
        order = IntStream.range(0, size).toArray();
        place = size;
    }

    /** The loss of a batch; its arrays belong to the manager or to the scope around the call. */
    interface Loss {
        NDArray of(NDManager manager, int[] batch);
    }

    /**
     * What a stage may take.
     *
     * @param seconds after which it ends although steps are left; the rate falls accordingly
     * @param rate the highest one
     */
    record Stage(String name, int steps, double seconds, double rate) {}

    /**
     * Runs a stage.
     *
     * @param share of the rate for a parameter of that name
     * @param after every step, to keep parameters within bounds
     * @param report every 500 steps and at the end
     * @throws IllegalStateException if gradients are not finite for many steps on end
     */
    void run(
            Stage stage,
            Map<String, NDArray> parameters,
            ToDoubleFunction<String> share,
            Loss loss,
            Runnable after,
            Supplier<String> report) {
        long began = System.nanoTime();
        double sum = 0;
        int since = 0;
        int leftOut = 0;
        try (var optimiser = new AdamW(parameters, weightDecay, Course::decays, CLIP_NORM)) {
            int total = stage.steps();
            for (int step = 1; step <= total; step++) {
                try (var scope = new NDScope();
                        NDManager manager = Torch.manager()) {
                    scope.suppressNotUsedWarning();
                    try (var gradients = Torch.gradients()) {
                        NDArray value = loss.of(manager, nextBatch());
                        gradients.backward(value);
                        float found = value.getFloat();
                        sum += Float.isFinite(found) ? found : 0;
                        since++;
                    }
                    total = (int) Math.clamp(step * stage.seconds() / secondsSince(began), step, stage.steps());
                    double rate = rate(step, total, stage.rate());
                    leftOut = optimiser.step(name -> rate * share.applyAsDouble(name)) ? 0 : leftOut + 1;
                    after.run();
                }
                if (leftOut == MOST_LEFT_OUT) {
                    throw new IllegalStateException(
                            "The training diverged at step " + step + ": try a lower rate or another seed.");
                }
                if (step % REPORT_EVERY == 0 || step == total) {
                    double seconds = secondsSince(began);
                    String line = String.format(
                            Locale.ROOT,
                            "%s %d/%d loss %.3f, %.0f pictures/s",
                            stage.name(),
                            step,
                            total,
                            sum / since,
                            step * (double) batch / seconds);
                    sum = 0;
                    since = 0;
                    progress.accept(
                            step % (5 * REPORT_EVERY) == 0 || step == total ? line + "; " + report.get() : line);
                }
            }
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static boolean decays(String name) {
        return name.endsWith(".weight")
                && !name.toLowerCase(Locale.ROOT).contains("norm")
                && !name.contains("embedding");
    }

    private static double rate(int step, int steps, double peak) {
        return step < WARM_UP
                ? peak * step / WARM_UP
                : peak * 0.5 * (1 + Math.cos(Math.PI * (step - WARM_UP) / Math.max(1, steps - WARM_UP)));
    }

    /** The next pictures of a shuffled epoch. */
    private int[] nextBatch() {
        int[] next = new int[Math.min(batch, order.length)];
        for (int i = 0; i < next.length; i++) {
            if (place == order.length) {
                for (int j = order.length - 1; j > 0; j--) {
                    int other = random.nextInt(j + 1);
                    int kept = order[j];
                    order[j] = order[other];
                    order[other] = kept;
                }
                place = 0;
            }
            next[i] = order[place++];
        }
        return next;
    }
}
