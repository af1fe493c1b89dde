package dev.vitrine.vision.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.InferencePool;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.ClipConfig.CausalText;
import dev.vitrine.vision.clip.ClipModel;
import dev.vitrine.vision.encoder.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures models on an inference thread, by the best of several passes: a neighbour's load only ever adds time. Pictures
 * and texts are counted from the prepared input to the unit vector.
 */
final class ModelBench {

    private static final Logger LOG = LoggerFactory.getLogger(ModelBench.class);

    /** Tokens of a text: what a shopper types. */
    static final int TOKENS = 16;

    private static final int LEAST_PASSES = 3;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    private final Device device;
    private final KernelJournal journal;
    private final double seconds;

    /** Gives a model's tensors; they belong to the manager. */
    interface Tensors {
        Map<String, NDArray> of(NDManager manager) throws IOException;
    }

    /**
     * What is measured.
     *
     * @param weights where they come from, in a word or two
     */
    record Subject(String name, String weights, ClipConfig config, Tensors tensors) {

        /** A model of that shape whose weights are drawn: speed does not depend on them. */
        static Subject random(String name, ClipConfig config) {
            return new Subject(name, "random weights", config, manager -> {
                Map<String, NDArray> tensors = new LinkedHashMap<>();
                config.shapes()
                        .forEach((tensor, shape) -> tensors.put(
                                tensor,
                                tensor.contains("norm") && tensor.endsWith("weight")
                                        ? manager.ones(shape)
                                        : manager.randomNormal(0, 0.02f, shape, DataType.FLOAT32)));
                return tensors;
            });
        }
    }

    /**
     * What was measured of one model.
     *
     * @param chosen what each tower would run on if it were left to itself
     */
    record Measured(String model, String weights, List<String> chosen, List<Row> kernels) {}

    /**
     * One kernel's figures.
     *
     * @param perSecond by what is counted (pictures, texts) and batch size
     * @param peakMegabytes the process's largest resident size meanwhile; null where the system does not say
     */
    record Row(
            String kernel,
            Map<String, Map<Integer, Double>> perSecond,
            @Nullable Long peakMegabytes) {}

    /** @param seconds to spend on each figure */
    ModelBench(Device device, KernelJournal journal, double seconds) {
        this.device = device;
        this.journal = journal;
        this.seconds = seconds;
    }

    /** Measures a model on every kernel that works on this machine. */
    Measured measure(Subject subject, List<Integer> batches) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Kernel.Precision precision : Kernel.Precision.values()) {
            for (Kernel.Code code : Kernel.Code.values()) {
                if (code != Kernel.Code.EAGER || precision == Kernel.Precision.F32) {
                    Row row = row(subject, new Kernel(code, precision), batches);
                    if (row != null) {
                        rows.add(row);
                    }
                }
            }
        }
        return new Measured(subject.name(), subject.weights(), chosen(subject), rows);
    }

    private List<String> chosen(Subject subject) throws IOException {
        var choice = new KernelChoice(null, null, journal);
        try (NDManager manager = Torch.manager(device)) {
            new ClipModel(subject.config(), subject.tensors().of(manager), choice);
        }
        return choice.chosen().stream().map(KernelChoice.Chosen::toString).toList();
    }

    private @Nullable Row row(Subject subject, Kernel kernel, List<Integer> batches) throws IOException {
        forgetPeak();
        var choice = new KernelChoice(kernel.code(), kernel.precision(), journal);
        try (NDManager manager = Torch.manager(device)) {
            var model = new ClipModel(subject.config(), subject.tensors().of(manager), choice);
            if (choice.chosen().stream().anyMatch(chosen -> !chosen.kernel().equals(kernel))) {
                LOG.warn("{} does not run on {} here.", subject.name(), kernel);
                return null;
            }
            Map<String, Map<Integer, Double>> perSecond = new LinkedHashMap<>();
            for (int batch : batches) {
                perSecond
                        .computeIfAbsent("pictures", _ -> new LinkedHashMap<>())
                        .put(batch, rate(batch, () -> model.pictures(pixels(manager, model, batch))));
                perSecond
                        .computeIfAbsent("texts", _ -> new LinkedHashMap<>())
                        .put(batch, rate(batch, () -> model.texts(manager, ids(subject.config(), batch))));
            }
            return new Row(kernel.toString(), perSecond, peakMegabytes());
        }
    }

    private static NDArray pixels(NDManager manager, ClipModel model, int batch) {
        return manager.zeros(new Shape(batch, 3, model.imageSize(), model.imageSize()));
    }

    private static long[][] ids(ClipConfig config, int batch) {
        long[] ids = new long[Math.min(TOKENS, config.text().positions())];
        Arrays.setAll(ids, i -> i % config.text().vocabulary());
        if (config.text() instanceof CausalText causal) {
            ids[ids.length - 1] = Math.min(causal.eos(), causal.vocabulary() - 1);
        }
        long[][] all = new long[batch][];
        Arrays.fill(all, ids);
        return all;
    }

    /** How many a second, by the fastest pass. */
    private double rate(int batch, Supplier<NDArray> pass) {
        return InferencePool.shared().alone(() -> {
            double best = Double.MAX_VALUE;
            long end = System.nanoTime() + (long) (seconds * 1e9);
            for (int i = 0; i <= LEAST_PASSES || System.nanoTime() < end; i++) {
                try (var scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    long began = System.nanoTime();
                    pass.get().toFloatArray();
                    best = i == 0 ? best : Math.min(best, (System.nanoTime() - began) / 1e9); // the first warms up
                }
            }
            return batch / best;
        });
    }

    /** Linux forgets the peak on request. */
    private static void forgetPeak() throws IOException {
        System.gc();
        if (Files.isWritable(CLEAR)) {
            Files.writeString(CLEAR, "5");
        }
    }

    private static @Nullable Long peakMegabytes() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return null;
        }
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(null);
        }
    }
}
