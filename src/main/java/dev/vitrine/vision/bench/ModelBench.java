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
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.blip.BlipConfig;
import dev.vitrine.vision.blip.BlipModel;
import dev.vitrine.vision.blip.Writer;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.ClipConfig.CausalText;
import dev.vitrine.vision.clip.ClipModel;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures models on an inference thread, by the best of several passes: a neighbour's load only ever adds time. Pictures
 * and texts are counted from the prepared input to the unit vector, captions from the prepared picture to the last of
 * {@value #CAPTION_TOKENS} tokens.
 */
final class ModelBench {

    private static final Logger LOG = LoggerFactory.getLogger(ModelBench.class);

    /** Tokens of a text: what a shopper types. */
    static final int TOKENS = 16;

    /** Tokens of a caption. */
    static final int CAPTION_TOKENS = 20;

    /** Captions take so long that larger batches say nothing new. */
    private static final int MOST_CAPTIONS = 8;

    private static final float SPREAD = 0.02f;

    private static final int LEAST_PASSES = 3;
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    private final Device device;
    private final KernelJournal journal;
    private final double seconds;

    /** Gives tensors of these shapes; they belong to the manager. */
    interface Tensors {
        Map<String, NDArray> of(NDManager manager, Map<String, Shape> shapes) throws IOException;
    }

    /**
     * What is measured.
     *
     * @param weights where they come from, in a word or two
     */
    record Subject(String name, String weights, Architecture architecture, Tensors tensors) {

        /** A model of that shape whose weights are drawn: speed does not depend on them. */
        static Subject random(String name, Architecture architecture) {
            return new Subject(name, "random weights", architecture, (manager, shapes) -> {
                Map<String, NDArray> tensors = new LinkedHashMap<>();
                shapes.forEach((tensor, shape) -> tensors.put(
                        tensor,
                        tensor.toLowerCase(Locale.ROOT).contains("norm") && tensor.endsWith("weight")
                                ? manager.ones(shape)
                                : manager.randomNormal(0, SPREAD, shape, DataType.FLOAT32)));
                return tensors;
            });
        }
    }

    /** A kind of model, and what can be counted of it. */
    sealed interface Architecture {

        Map<String, Shape> shapes();

        /** By what is counted. */
        Map<String, Pass> passes(NDManager manager, Map<String, NDArray> tensors, Encoder.Factory encoders);
    }

    /** One pass of so many; it comes back when the numbers are there. */
    interface Pass {
        void run(int batch);

        /** The most at once that is measured. */
        default int most() {
            return Integer.MAX_VALUE;
        }
    }

    /** Pictures and texts. */
    record Clip(ClipConfig config) implements Architecture {

        @Override
        public Map<String, Shape> shapes() {
            return config.shapes();
        }

        @Override
        public Map<String, Pass> passes(NDManager manager, Map<String, NDArray> tensors, Encoder.Factory encoders) {
            var model = new ClipModel(config, tensors, encoders);
            Map<String, Pass> passes = new LinkedHashMap<>();
            passes.put("pictures", alone(batch -> model.pictures(pixels(manager, model, batch))));
            passes.put("texts", alone(batch -> model.texts(manager, ids(config, batch))));
            return passes;
        }

        /** On the inference thread, its arrays freed. */
        private static Pass alone(IntFunction<NDArray> pass) {
            return batch -> InferencePool.shared().alone(() -> {
                try (var scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    return pass.apply(batch).toFloatArray().length;
                }
            });
        }
    }

    /** Captions: the likeliest token at each step, on the inference thread step by step as captions are written. */
    record Blip(BlipConfig config) implements Architecture {

        @Override
        public Map<String, Shape> shapes() {
            return config.shapes();
        }

        @Override
        public Map<String, Pass> passes(NDManager manager, Map<String, NDArray> tensors, Encoder.Factory encoders) {
            var model = new BlipModel(config, tensors, encoders);
            var writer = new Writer(model);
            int tokens = Math.min(CAPTION_TOKENS, config.text().positions());
            var generation = new Generation(tokens, tokens, 1, 1, null);
            return Map.of("captions", new Pass() {
                @Override
                public void run(int batch) {
                    long[][] prompts = new long[batch][];
                    Arrays.fill(prompts, new long[] {config.begin()});
                    int side = config.imageSize();
                    writer.write(
                            owner -> model.look(owner.zeros(new Shape(batch, 3, side, side))),
                            prompts,
                            generation,
                            true);
                }

                @Override
                public int most() {
                    return MOST_CAPTIONS;
                }
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
     * @param perSecond by what is counted (pictures, texts, captions) and batch size
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
            passes(subject, manager, choice);
        }
        return choice.chosen().stream().map(KernelChoice.Chosen::toString).toList();
    }

    private @Nullable Row row(Subject subject, Kernel kernel, List<Integer> batches) throws IOException {
        forgetPeak();
        var choice = new KernelChoice(kernel.code(), kernel.precision(), journal);
        try (NDManager manager = Torch.manager(device)) {
            Map<String, Pass> passes = passes(subject, manager, choice);
            if (choice.chosen().stream().anyMatch(chosen -> !chosen.kernel().equals(kernel))) {
                LOG.warn("{} does not run on {} here.", subject.name(), kernel);
                return null;
            }
            Map<String, Map<Integer, Double>> perSecond = new LinkedHashMap<>();
            passes.forEach((what, pass) -> {
                Map<Integer, Double> rates = new LinkedHashMap<>();
                batches.stream()
                        .filter(batch -> batch <= pass.most())
                        .forEach(batch -> rates.put(batch, rate(batch, pass)));
                perSecond.put(what, rates);
            });
            return new Row(kernel.toString(), perSecond, peakMegabytes());
        }
    }

    private static Map<String, Pass> passes(Subject subject, NDManager manager, Encoder.Factory encoders)
            throws IOException {
        Architecture architecture = subject.architecture();
        return architecture.passes(manager, subject.tensors().of(manager, architecture.shapes()), encoders);
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
    private double rate(int batch, Pass pass) {
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; i <= LEAST_PASSES || System.nanoTime() < end; i++) {
            long began = System.nanoTime();
            pass.run(batch);
            best = i == 0 ? best : Math.min(best, (System.nanoTime() - began) / 1e9); // the first warms up
        }
        return batch / best;
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
