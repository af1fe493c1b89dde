package dev.vitrine.vision.dual;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.tensor.Processor;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.ClipModel;
import dev.vitrine.vision.encoder.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of calls leave nothing behind: the engine's arrays are freed by nobody but us. */
class FlatMemoryTests {

    private static final Path MODEL = Path.of("src/test/resources/golden/clip/quick");
    private static final int WARM_UP = 3000; // oneDNN keeps a program for each of up to 1,024 shapes
    private static final int CALLS = 3000;
    private static final int CALLERS = 4;
    private static final long GROWTH_MEGABYTES = 48; // a leaked pass of this model, 100 kB, would make it 300

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({"EAGER, F32", "PUBLIC, F32", "PUBLIC, BF16", "PACKED, F32", "PACKED, BF16"})
    void thousandsOfCallsLeaveNothingBehind(Code code, Precision precision) throws IOException {
        try (NDManager manager = Torch.manager()) {
            Checkpoint checkpoint = Checkpoint.open(MODEL);
            ClipConfig config = ClipConfig.of(checkpoint.fields());
            var choice = new KernelChoice(code, precision, new KernelJournal(home, home));
            var model = new ClipModel(config, checkpoint.tensors(manager, config.shapes()), choice);
            var asked = new Kernel(code, precision);
            Kernel served = Processor.runs(asked) ? asked : Kernel.EAGER;
            assertThat(choice.chosen())
                    .allSatisfy(chosen -> assertThat(chosen.kernel()).isEqualTo(served));
            DualEncoder encoder = new LocalDualEncoder(checkpoint, model, manager);
            call(encoder, WARM_UP);
            int arrays = manager.getManagedArrays().size();
            long resident = residentMegabytes();
            call(encoder, CALLS);
            assertThat(manager.getManagedArrays()).hasSize(arrays);
            assertThat(residentMegabytes() - resident).isLessThan(GROWTH_MEGABYTES);
        }
    }

    private static void call(DualEncoder encoder, int calls) {
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(caller -> Thread.ofPlatform().start(() -> {
                    var random = new SplittableRandom(caller);
                    for (int i = 0; i < calls / CALLERS; i++) {
                        Priority priority = i % 3 == 0 ? Priority.BULK : Priority.INTERACTIVE;
                        if (i % 2 == 0) {
                            encoder.pictures(List.of(noise(random)), priority);
                        } else {
                            encoder.texts(
                                    IntStream.rangeClosed(1, 1 + i % 5)
                                            .mapToObj("red mug "::repeat)
                                            .toList(),
                                    priority);
                        }
                    }
                }))
                .toList();
        try {
            for (Thread caller : callers) {
                caller.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static RgbImage noise(SplittableRandom random) {
        byte[] pixels = new byte[3 * 32 * 32];
        random.nextBytes(pixels);
        return new RgbImage(32, 32, pixels);
    }

    private static long residentMegabytes() throws IOException {
        System.gc();
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
