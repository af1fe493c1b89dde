package dev.vitrine.vision.bench;

import ai.djl.Device;
import dev.vitrine.tensor.EngineReport;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Vision;
import dev.vitrine.vision.bench.ModelBench.Architecture;
import dev.vitrine.vision.bench.ModelBench.Measured;
import dev.vitrine.vision.bench.ModelBench.Row;
import dev.vitrine.vision.bench.ModelBench.Subject;
import dev.vitrine.vision.blip.BlipConfig;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.clip.ClipConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Measures how fast models run on this machine. */
@Component
@Command(
        name = "bench models",
        mixinStandardHelpOptions = true,
        description = "Measure pictures, texts and captions a second and peak memory, eager code beside each kernel.")
class BenchModelsCommand implements Callable<Integer> {

    private static final int MOST_BATCH = 256;
    private static final List<String> DEMO = List.of("demo-clip", "demo-blip");

    /** Published shapes, by what is not their architecture's default in their config.json. */
    private static final Map<String, String> SHAPES = new LinkedHashMap<>();

    static {
        SHAPES.put("ViT-B/32", "{}");
        SHAPES.put("ViT-B/16", "{\"vision_config\": {\"patch_size\": 16}}");
        SHAPES.put("BLIP-base", "{\"model_type\": \"blip\", \"architectures\": [\"BlipForConditionalGeneration\"]}");
    }

    private final Vision vision;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "ViT-B/32, ViT-B/16, BLIP-base (random weights) or an installed model; repeat it for "
                    + "several (default: these shapes, demo-clip and demo-blip).")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--batch",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,8,32",
            description = "Pictures, texts or captions at once, 1 to " + MOST_BATCH
                    + ", captions at most 8 (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private List<Integer> batches;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "To spend on each figure, 0.1 to 60 (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    BenchModelsCommand(Vision vision) {
        this.vision = vision;
    }

    @Override
    public Integer call() throws IOException {
        check();
        List<Subject> subjects = new ArrayList<>();
        for (String name : models.isEmpty() ? defaults() : models) {
            subjects.add(subject(name));
        }
        Device device = Torch.device(vision.device());
        List<Measured> measured = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        var bench = new ModelBench(device, vision.journal(), seconds);
        for (Subject subject : subjects) {
            Measured one = bench.measure(subject, batches);
            measured.add(one);
            if (!json) {
                print(out, one);
            }
        }
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("device", vision.device());
            answer.put("engine", EngineReport.of());
            answer.put("threads", Torch.threads());
            answer.put("textTokens", ModelBench.TOKENS);
            answer.put("captionTokens", ModelBench.CAPTION_TOKENS);
            answer.put("models", measured);
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            out.flush();
        }
        return 0;
    }

    private void check() {
        for (int batch : batches) {
            if (batch < 1 || batch > MOST_BATCH) {
                throw new ParameterException(
                        spec.commandLine(), "--batch is 1 to " + MOST_BATCH + ", not " + batch + ".");
            }
        }
        if (!(seconds >= 0.1 && seconds <= 60)) {
            throw new ParameterException(spec.commandLine(), "--seconds is 0.1 to 60, not " + seconds + ".");
        }
    }

    private List<String> defaults() {
        List<String> names = new ArrayList<>(SHAPES.keySet());
        DEMO.stream().filter(name -> Files.isDirectory(vision.folder(name))).forEach(names::add);
        return names;
    }

    private Subject subject(String name) throws IOException {
        String shape = SHAPES.get(name);
        if (shape != null) {
            return Subject.random(
                    name, architecture(name, new Fields(JsonMapper.shared().readTree(shape), "config.json")));
        }
        Checkpoint checkpoint = Checkpoint.open(vision.folder(name));
        return new Subject(
                name,
                "its own weights",
                architecture(name, checkpoint.fields()),
                (manager, shapes) -> checkpoint.tensors(manager, shapes));
    }

    private static Architecture architecture(String name, Fields fields) {
        return switch (fields.text("model_type", "clip")) {
            case "clip", "chinese_clip" -> new ModelBench.Clip(ClipConfig.of(fields));
            case "blip" -> {
                BlipConfig config = BlipConfig.of(fields);
                if (config.task() != BlipConfig.Task.CAPTION) {
                    throw new ModelUnusable("The model " + name
                            + " writes no captions; of BLIPs, only those are measured" + " that do.");
                }
                yield new ModelBench.Blip(config);
            }
            default ->
                throw new ModelUnusable("The architecture \"" + fields.text("model_type", "") + "\" of the model "
                        + name + " is not measured; clip, chinese_clip and blip are.");
        };
    }

    private void print(PrintWriter out, Measured measured) {
        out.printf("%s, %s%n", measured.model(), measured.weights());
        StringBuilder head = new StringBuilder(String.format("  %-12s", ""));
        measured.kernels()
                .getFirst()
                .perSecond()
                .forEach((what, rates) ->
                        rates.keySet().forEach(batch -> head.append(String.format("%14s", what + "/s x" + batch))));
        out.println(head.append("   peak memory"));
        for (Row row : measured.kernels()) {
            StringBuilder line = new StringBuilder(String.format("  %-12s", row.kernel()));
            row.perSecond()
                    .values()
                    .forEach(rates ->
                            rates.values().forEach(rate -> line.append(String.format(Locale.ROOT, "%14.1f", rate))));
            out.println(line.append(String.format("%11s MB", row.peakMegabytes() == null ? "?" : row.peakMegabytes())));
        }
        measured.chosen().forEach(chosen -> out.println("  by itself: " + chosen));
        out.println();
        out.flush();
    }
}
