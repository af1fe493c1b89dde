package dev.vitrine.vision;

import ai.djl.Device;
import dev.vitrine.tensor.InferencePool;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.encoder.KernelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** The installed models by name, and the decoding of pictures. */
@Service
public class Vision {

    private static final Logger LOG = LoggerFactory.getLogger(Vision.class);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final VisionProperties properties;
    private final Path own;
    private final Path home;
    private final Map<String, Loaded> models = new ConcurrentHashMap<>();
    private @Nullable KernelJournal journal;

    private record Loaded(VisionModel model, Serving serving) {}

    /**
     * How a model runs.
     *
     * @param revision of its weights
     * @param device cpu or gpu with its number
     * @param kernels the code of its towers: eager, public, packed
     * @param precision of its towers: f32, bf16
     * @param stacks what the trial of kernels chose for each stack of layers
     */
    public record Serving(
            String revision, String device, Set<String> kernels, Set<String> precision, List<Stack> stacks) {

        /**
         * A stack of layers.
         *
         * @param place of it in the model
         * @param kernel in words: "packed f32"
         * @param speed how many times as fast as eager code, where that was measured; 1 for eager code
         */
        public record Stack(String place, String kernel, double speed) {}

        /** In words of no language: "cpu, packed f32". */
        public String summary() {
            return device + ", " + String.join("/", kernels) + " " + String.join("/", precision);
        }

        @Override
        public String toString() {
            return "on " + device + ", kernels " + String.join(" and ", kernels) + ", precision "
                    + String.join(" and ", precision);
        }
    }

    Vision(VisionProperties properties, @Value("${vitrine.home}") Path home) {
        this.properties = properties;
        this.home = home;
        own = home.resolve("models");
        InferencePool.shared().configure(properties.pool().limits());
    }

    /**
     * The encoder of an installed model; loaded at the first call, then kept.
     *
     * @param model a folder name under the shop's own models or the shipped ones
     * @throws ModelUnusable if no such folder exists, it cannot be read, or it is another kind of model, in one sentence
     */
    public DualEncoder encoder(String model) {
        return loaded(model, DualEncoder.class, "does not put pictures and texts into one space");
    }

    /**
     * An installed model that knows pictures alone.
     *
     * @throws ModelUnusable as {@link #encoder} does
     */
    public PictureClassifier classifier(String model) {
        return loaded(model, PictureClassifier.class, "is no classifier of pictures");
    }

    /**
     * An installed model that writes captions.
     *
     * @throws ModelUnusable as {@link #encoder} does
     */
    public Captioner captioner(String model) {
        return loaded(model, Captioner.class, "writes no captions");
    }

    /**
     * An installed model that answers questions.
     *
     * @throws ModelUnusable as {@link #encoder} does
     */
    public Answerer answerer(String model) {
        return loaded(model, Answerer.class, "answers no questions");
    }

    /**
     * An installed model that tells whether texts fit pictures by looking at both.
     *
     * @throws ModelUnusable as {@link #encoder} does
     */
    public Matcher matcher(String model) {
        return loaded(model, Matcher.class, "does not match pictures with texts");
    }

    /** On what an installed model runs; loads it if it is not loaded yet. */
    public Serving serving(String model) {
        return loaded(model).serving();
    }

    /** On what the models run that are loaded, by name; loads none. */
    public Map<String, Serving> serving() {
        Map<String, Serving> serving = new TreeMap<>();
        models.forEach((name, loaded) -> serving.put(name, loaded.serving()));
        return serving;
    }

    /** @param otherwise what is said of a model that is none of those */
    private <T> T loaded(String model, Class<T> kind, String otherwise) {
        VisionModel loaded = loaded(model).model();
        if (kind.isInstance(loaded)) {
            return kind.cast(loaded);
        }
        throw new ModelUnusable("The model " + model + " " + otherwise + ".");
    }

    private Loaded loaded(String model) {
        return models.computeIfAbsent(model, name -> {
            Path folder = folder(name);
            if (!Files.isDirectory(folder)) {
                throw new ModelUnusable("There is no model \"" + name + "\" in " + own.getFileName() + " or "
                        + properties.shipped().getFileName() + ".");
            }
            return load(folder);
        });
    }

    private Loaded load(Path folder) {
        Device device = Torch.device(properties.device());
        var kernels = new KernelChoice(
                properties.kernels().code(), properties.precision().precision(), journal());
        VisionModel model = Architectures.load(folder, device, kernels);
        Set<String> codes = new TreeSet<>();
        Set<String> precisions = new TreeSet<>();
        kernels.chosen().forEach(stack -> {
            codes.add(stack.kernel().code().name().toLowerCase(Locale.ROOT));
            precisions.add(stack.kernel().precision().name().toLowerCase(Locale.ROOT));
        });
        var serving = new Serving(
                model.revision(),
                name(device),
                codes,
                precisions,
                kernels.chosen().stream()
                        .map(stack ->
                                new Serving.Stack(stack.place(), stack.kernel().toString(), stack.speed()))
                        .toList());
        LOG.info(
                "The model {}@{} runs {} ({}).",
                model.model(),
                model.revision(),
                serving,
                kernels.chosen().stream().map(KernelChoice.Chosen::toString).collect(Collectors.joining(", ")));
        return new Loaded(model, serving);
    }

    /** What is known of kernels from earlier processes. */
    public synchronized KernelJournal journal() {
        if (journal == null) {
            journal = new KernelJournal(home.resolve("kernels"), home.resolve("log"));
        }
        return journal;
    }

    /**
     * Where models run, by the settings: cpu, or gpu with its number.
     *
     * @throws dev.vitrine.tensor.DeviceMissing if they name a GPU that cannot be used
     */
    public String device() {
        return name(Torch.device(properties.device()));
    }

    private static String name(Device device) {
        return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
    }

    /**
     * Decodes an upload: bounded before it is decoded, upright by EXIF, alpha on white.
     *
     * @throws PictureUnreadable if it is no picture, or too large
     */
    public RgbImage decode(byte[] bytes) {
        return PictureDecoder.decode(bytes, properties.maxPictureSize().toBytes(), properties.maxPixels());
    }

    /** Where a model of that name lives or, when it is new, will live under the shop's own models. */
    public Path folder(String model) {
        if (!NAME.matcher(model).matches()) {
            throw new ModelUnusable(
                    "A model's name has letters, digits, dots, dashes and underscores; \"" + model + "\" is none.");
        }
        Path shipped = properties.shipped().resolve(model);
        Path mine = own.resolve(model);
        return !Files.isDirectory(mine) && Files.isDirectory(shipped) ? shipped : mine;
    }
}
