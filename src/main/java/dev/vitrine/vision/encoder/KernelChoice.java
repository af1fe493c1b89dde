package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.vitrine.tensor.InferencePool;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.tensor.Torch;
import dev.vitrine.tensor.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each stack of layers the kernel that serves it best on this machine, by trying: what is wrong or slow on one
 * processor is right and fast on another.
 *
 * <p>The first layers, with their own weights, run eagerly and through each kernel in turn, several times, so that a
 * neighbour's load falls on all alike. What fails, or gives other numbers, is out. The rest is a matter of time; a kernel
 * must be clearly faster to be taken where it costs something: {@value #CLEARLY} times for bfloat16, which costs digits,
 * and for packed code, which rests on a private operation. The winner is then held against eager code at full depth. A
 * kernel that a setting asks for needs to be right, not fast.
 *
 * <p>Encoders take over the tensors of their layers.
 */
public final class KernelChoice implements Encoder.Factory {

    private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

    private static final double CLEARLY = 1.15;

    private static final int LAYERS = 2;
    private static final int LEAST_ROUNDS = 4;
    private static final int MOST_ROUNDS = 20;
    private static final double TRIAL_SECONDS = 0.8;

    /** Least cosine with eager code's output, the mean output taken off both. */
    private static final Map<Precision, Double> AGREEMENT = Map.of(Precision.F32, 0.99999, Precision.BF16, 0.99);

    private final @Nullable Code code;
    private final @Nullable Precision precision;
    private final KernelJournal journal;
    private final List<Chosen> chosen = new ArrayList<>();

    /**
     * What a stack runs on.
     *
     * @param place of the stack in its model
     * @param speed how many times as fast as eager code, where it was measured
     */
    public record Chosen(String place, Kernel kernel, double speed) {

        @Override
        public String toString() {
            return kernel.code() == Code.EAGER
                    ? place + " " + kernel
                    : String.format(Locale.ROOT, "%s %s, %.1f times as fast as eager", place, kernel, speed);
        }
    }

    /**
     * A chooser for the stacks of one model.
     *
     * @param code null to choose
     * @param precision null to choose
     */
    public KernelChoice(@Nullable Code code, @Nullable Precision precision, KernelJournal journal) {
        this.code = code;
        this.precision = precision;
        this.journal = journal;
    }

    /** What was chosen so far. */
    public List<Chosen> chosen() {
        return List.copyOf(chosen);
    }

    @Override
    public Encoder encoder(EncoderSpec spec, Weights layers) {
        return winner(new EncoderContest(spec, layers));
    }

    @Override
    public <T> T winner(Contest<T> contest) {
        T eager = contest.eager(contest.layers());
        if (code == Code.EAGER) {
            chosen.add(new Chosen(contest.place(), Kernel.EAGER, 1));
            return eager;
        }
        return InferencePool.shared().alone(() -> choose(contest, eager));
    }

    private <T> T choose(Contest<T> contest, T eager) {
        Map<Kernel, Double> seconds = trial(contest);
        double reference = Objects.requireNonNull(seconds.get(Kernel.EAGER));
        for (Kernel best = best(seconds); best.code() != Code.EAGER; best = best(seconds)) {
            T part = atFullDepth(best, contest, eager);
            if (part != null) {
                contest.takeOver(part);
                journal.using(best);
                chosen.add(new Chosen(contest.place(), best, reference / Objects.requireNonNull(seconds.get(best))));
                return part;
            }
            seconds.remove(best);
        }
        if (code != null || precision == Precision.BF16) {
            LOG.warn("{} runs on eager code: no kernel that the settings ask for works here.", contest.place());
        }
        chosen.add(new Chosen(contest.place(), Kernel.EAGER, 1));
        return eager;
    }

    private List<Kernel> candidates(NDManager manager) {
        boolean cpu = !manager.getDevice().isGpu();
        List<Kernel> candidates = new ArrayList<>();
        for (Precision each : Precision.values()) {
            for (Code kind : List.of(Code.PUBLIC, Code.PACKED)) {
                boolean asked = (code == null || code == kind) && (precision == null || precision == each);
                boolean able = (cpu || kind == Code.PUBLIC)
                        && (each == Precision.F32 || !cpu || precision == each || Torch.multipliesBf16());
                var kernel = new Kernel(kind, each);
                if (asked && able && journal.trusts(kernel)) {
                    candidates.add(kernel);
                }
            }
        }
        return candidates;
    }

    /** The kernel to take of those that ran; eager code where none is faster. */
    Kernel best(Map<Kernel, Double> seconds) {
        Kernel best = Kernel.EAGER;
        for (Kernel kernel : seconds.keySet()) {
            boolean costs = kernel.precision() == Precision.BF16 && best.precision() == Precision.F32
                    || kernel.code() == Code.PACKED && best.code() != Code.PACKED;
            double needed = best.code() == Code.EAGER && (code != null || precision == Precision.BF16)
                    ? 0 // asked for
                    : costs ? CLEARLY : 1;
            if (kernel.code() != Code.EAGER
                    && seconds.getOrDefault(best, 0.0) >= needed * seconds.getOrDefault(kernel, 0.0)) {
                best = kernel;
            }
        }
        return best;
    }

    /** The best time of each kernel that gives eager code's numbers, and of eager code. */
    private <T> Map<Kernel, Double> trial(Contest<T> contest) {
        int count = Math.min(LAYERS, contest.layers());
        Map<Kernel, T> parts = new LinkedHashMap<>();
        Map<Kernel, Double> seconds = new LinkedHashMap<>();
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList input = contest.input(count);
            T eager = contest.eager(count);
            NDArray expected = contest.pass(eager, input);
            parts.put(Kernel.EAGER, eager);
            for (Kernel kernel : candidates(contest.manager())) {
                journal.check(kernel, () -> {
                    T part = attempt(kernel, contest, count);
                    if (part != null && close(kernel, () -> agreement(expected, contest.pass(part, input)))) {
                        parts.put(kernel, part);
                    }
                    return null;
                });
            }
            long end = System.nanoTime() + (long) (TRIAL_SECONDS * 1e9);
            for (int round = 0; parts.size() > 1 && goesOn(round, end); round++) {
                parts.forEach((kernel, part) -> seconds.merge(kernel, seconds(contest, part, input), Math::min));
            }
            seconds.putIfAbsent(Kernel.EAGER, 1.0);
        }
        return seconds;
    }

    private static boolean goesOn(int round, long end) {
        return round < LEAST_ROUNDS || round < MOST_ROUNDS && System.nanoTime() < end;
    }

    private static <T> double seconds(Contest<T> contest, T part, NDList input) {
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            long began = System.nanoTime();
            contest.pass(part, input).toFloatArray();
            return (System.nanoTime() - began) / 1e9;
        }
    }

    /** The part on a kernel, or null where this machine or this libtorch has no such kernel. */
    private static <T> @Nullable T attempt(Kernel kernel, Contest<T> contest, int count) {
        try {
            return contest.on(kernel, count);
        } catch (RuntimeException e) { // the engine's own, or one for an operation that it does not have
            LOG.info("There is no kernel {} here: {}", kernel, firstLine(e));
            return null;
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason given");
    }

    /** The whole part on a kernel if that gives eager code's numbers in every way it can be called, otherwise null. */
    private <T> @Nullable T atFullDepth(Kernel kernel, Contest<T> contest, T eager) {
        return journal.check(kernel, () -> {
            T part = attempt(kernel, contest, contest.layers());
            if (part == null) {
                return null;
            }
            try (var scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDList input = contest.input(contest.layers());
                if (close(kernel, () -> agreement(contest.everything(eager, input), contest.everything(part, input)))) {
                    return part;
                }
            }
            LOG.warn("{} gives other numbers on the kernel {}, which is not used there.", contest.place(), kernel);
            contest.close(part);
            return null;
        });
    }

    private static double agreement(List<NDArray> expected, List<NDArray> found) {
        return IntStream.range(0, expected.size())
                .mapToDouble(i -> agreement(expected.get(i), found.get(i)))
                .min()
                .orElse(1);
    }

    private static boolean close(Kernel kernel, DoubleSupplier agreement) {
        try {
            return agreement.getAsDouble() >= AGREEMENT.getOrDefault(kernel.precision(), 1.0);
        } catch (RuntimeException e) { // a kernel that fails on the first try is none
            LOG.info("The kernel {} fails here: {}", kernel, firstLine(e));
            return false;
        }
    }

    /**
     * The least cosine of rows, the mean row of the expected ones taken off both: outputs share large constant values, which
     * would hide differences. NaN counts as none.
     */
    static double agreement(NDArray expected, NDArray found) {
        long width = expected.getShape().get(expected.getShape().dimension() - 1);
        NDArray rows = expected.reshape(-1, width); // [N, D]
        NDArray mean = rows.mean(new int[] {0}, true); // [1, D]
        NDArray a = rows.sub(mean);
        NDArray b = found.reshape(-1, width).sub(mean);
        NDArray lengths =
                a.square().sum(new int[] {1}).mul(b.square().sum(new int[] {1})).sqrt();
        float least = a.mul(b).sum(new int[] {1}).div(lengths).min().getFloat();
        return Float.isNaN(least) ? -1 : least;
    }
}
