package dev.vitrine.models;

import com.sun.management.OperatingSystemMXBean;
import dev.vitrine.problem.Problem;
import dev.vitrine.tensor.EngineReport;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Looks whether this machine can run models, and whether the models that are here run. */
@Component
class Doctor {

    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d+) kB$");
    private static final long LITTLE_MEMORY = 2_000_000_000;
    /** Weights are widened to float32 and copied once on their way into the engine. */
    private static final double MEMORY_PER_WEIGHT = 2.2;

    private final Models models;
    private final Vision vision;
    private final ServingModel serving;
    private final ModelsProperties settings;

    /** How good a finding is. */
    enum State {
        OK,
        WARN,
        FAULT
    }

    /** One thing that was looked at. */
    record Finding(State state, String what, String detail) {}

    Doctor(Models models, Vision vision, ServingModel serving, ModelsProperties settings) {
        this.models = models;
        this.vision = vision;
        this.serving = serving;
        this.settings = settings;
    }

    /**
     * Looks at everything, the cheap things first.
     *
     * @param seen told each finding at once
     */
    List<Finding> examine(Consumer<Finding> seen) throws IOException {
        var findings = new ArrayList<Finding>() {
            void see(State state, String what, String detail) {
                var finding = new Finding(state, what, detail);
                add(finding);
                seen.accept(finding);
            }
        };
        findings.see(
                State.OK,
                "java",
                Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        EngineReport engine = EngineReport.of();
        if (engine.reason().isEmpty()) {
            findings.see(State.OK, "engine", "libtorch " + engine.version() + " in " + engine.path());
        } else {
            findings.see(State.FAULT, "engine", "it does not load: " + engine.reason());
        }
        Finding device = device(engine, gpusOfTheMachine());
        findings.see(device.state(), device.what(), device.detail());
        boolean quick = System.getenv("GOMP_SPINCOUNT") != null || System.getenv("OMP_WAIT_POLICY") != null;
        findings.see(
                quick ? State.OK : State.WARN,
                "threads",
                Runtime.getRuntime().availableProcessors() + " cores"
                        + (quick
                                ? ""
                                : "; beside a busy neighbour, answers come late unless GOMP_SPINCOUNT=1000 is set in the"
                                        + " environment, as ./vitrine does"));
        long memory = availableMemory();
        findings.see(
                memory < LITTLE_MEMORY ? State.WARN : State.OK,
                "memory",
                ModelCommands.size(memory) + " available beside a Java heap of up to "
                        + ModelCommands.size(Runtime.getRuntime().maxMemory()));
        long room = room();
        findings.see(
                room < settings.spareDisk().toBytes() ? State.WARN : State.OK,
                "disk",
                ModelCommands.size(room) + " free for " + models.folder());
        findings.see(
                State.OK,
                "hub",
                settings.mirror()
                        + (settings.token().isBlank() ? ", no token" : ", with a token")
                        + (settings.proxy().isBlank() ? "" : ", through a proxy"));
        if (engine.reason().isEmpty()) {
            for (ModelEntry entry : models.list()) {
                if (entry.state() != ModelEntry.State.AVAILABLE) {
                    Finding finding = model(entry, availableMemory());
                    findings.see(finding.state(), finding.what(), finding.detail());
                }
            }
            if (findings.stream().noneMatch(finding -> finding.what().equals("model " + serving.name()))) {
                findings.see(State.FAULT, "model " + serving.name(), "the shop's model is not here");
            }
        }
        return List.copyOf(findings);
    }

    static Finding device(EngineReport engine, int gpus) {
        if (engine.gpus() > 0) {
            return new Finding(
                    State.OK,
                    "device",
                    engine.gpus() + " GPU" + (engine.gpus() > 1 ? "s" : "") + " that the engine can use");
        }
        if (gpus > 0) {
            return new Finding(
                    State.WARN,
                    "device",
                    "the machine has " + gpus + " GPU" + (gpus > 1 ? "s" : "")
                            + ", but the engine is the one for the CPU: set PYTORCH_LIBRARY_PATH to the lib folder of a"
                            + " libtorch " + engine.version() + " built for CUDA 12.8, and PYTORCH_FLAVOR to cu128");
        }
        return new Finding(State.OK, "device", "the CPU");
    }

    /** NVIDIA's driver lists them; without the driver they cannot be used. */
    private static int gpusOfTheMachine() throws IOException {
        Path list = Path.of("/proc/driver/nvidia/gpus");
        if (!Files.isDirectory(list)) {
            return 0;
        }
        try (var gpus = Files.list(list)) {
            return (int) gpus.count();
        }
    }

    private static long availableMemory() throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long available = system.getFreeMemorySize();
        Path linux = Path.of("/proc/meminfo");
        if (Files.isReadable(linux)) {
            var matcher = AVAILABLE.matcher(Files.readString(linux));
            if (matcher.find()) {
                available = Long.parseLong(matcher.group(1)) * 1024;
            }
        }
        return Math.min(available, system.getTotalMemorySize()); // the latter knows a container's limit
    }

    private long room() throws IOException {
        Path folder = models.folder().toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        return Files.getFileStore(folder).getUsableSpace();
    }

    private Finding model(ModelEntry entry, long memory) {
        String what = "model " + entry.name();
        long needed = (long) (entry.bytes() * MEMORY_PER_WEIGHT);
        if (needed > memory) {
            return new Finding(
                    State.WARN,
                    what,
                    "not tried: it needs some " + ModelCommands.size(needed) + " of memory, available are "
                            + ModelCommands.size(memory));
        }
        try {
            long began = System.nanoTime();
            DualEncoder encoder = vision.encoder(entry.name());
            long loaded = System.nanoTime();
            UnitVector picture = encoder.pictures(List.of(drawn()), DualEncoder.Priority.INTERACTIVE)
                    .getFirst();
            UnitVector text = encoder.texts(List.of("a red square"), DualEncoder.Priority.INTERACTIVE)
                    .getFirst();
            long encoded = System.nanoTime();
            double cosine = picture.dot(text);
            if (picture.dimension() != encoder.dimension() || !(Math.abs(cosine) <= 1.001)) {
                return new Finding(State.FAULT, what, "it loads, but what it encodes is no unit vector");
            }
            return new Finding(
                    State.OK,
                    what,
                    String.format(
                            Locale.ROOT,
                            "%s, %d dimensions, loaded in %.1f s, a picture and a text in %.2f s",
                            encoder.revision(),
                            encoder.dimension(),
                            (loaded - began) / 1e9,
                            (encoded - loaded) / 1e9));
        } catch (Problem e) {
            return new Finding(State.FAULT, what, e.detail());
        } catch (RuntimeException e) { // whatever it is, it is this model's fault and not the end
            return new Finding(State.FAULT, what, e.toString());
        }
    }

    /** A red square on white. */
    private static RgbImage drawn() {
        int size = 64;
        byte[] pixels = new byte[size * size * 3];
        for (int i = 0; i < size * size; i++) {
            int x = i % size;
            int y = i / size;
            boolean square = x >= 16 && x < 48 && y >= 16 && y < 48;
            pixels[3 * i] = (byte) 255;
            pixels[3 * i + 1] = (byte) (square ? 0 : 255);
            pixels[3 * i + 2] = (byte) (square ? 0 : 255);
        }
        return new RgbImage(size, size, pixels);
    }
}
