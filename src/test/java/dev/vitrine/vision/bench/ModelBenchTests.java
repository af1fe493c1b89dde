package dev.vitrine.vision.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.vision.bench.ModelBench.Measured;
import dev.vitrine.vision.bench.ModelBench.Row;
import dev.vitrine.vision.bench.ModelBench.Subject;
import dev.vitrine.vision.blip.BlipConfig;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.clip.ClipConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBenchTests {

    @TempDir
    private Path home;

    @Test
    void everyKernelHasItsRowAndEveryBatchItsFigure() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(Path.of("src/test/resources/golden/clip/gelu"));
        Subject tiny = Subject.random("tiny", new ModelBench.Clip(ClipConfig.of(checkpoint.fields())));
        var bench = new ModelBench(Device.cpu(), new KernelJournal(home, home), 0.01);
        Measured measured = bench.measure(tiny, List.of(1, 3));
        assertThat(measured.kernels())
                .extracting(Row::kernel)
                .startsWith("eager f32", "public f32")
                .contains("public bf16");
        assertThat(measured.chosen()).hasSize(2);
        assertThat(measured.kernels()).allSatisfy(row -> {
            assertThat(row.perSecond().keySet()).containsExactly("pictures", "texts");
            row.perSecond().values().forEach(rates -> {
                assertThat(rates.keySet()).containsExactly(1, 3);
                assertThat(rates.values()).allSatisfy(rate -> assertThat(rate).isPositive());
            });
        });
    }

    @Test
    void captionsAreCountedInBatchesOfUpToEight() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(Path.of("src/test/resources/golden/blip/caption"));
        Subject tiny = Subject.random("tiny", new ModelBench.Blip(BlipConfig.of(checkpoint.fields())));
        var bench = new ModelBench(Device.cpu(), new KernelJournal(home, home), 0.01);
        Measured measured = bench.measure(tiny, List.of(1, 8, 32));
        assertThat(measured.kernels()).extracting(Row::kernel).contains("eager f32", "public f32", "public bf16");
        assertThat(measured.chosen()).hasSize(2).last().asString().startsWith("text_decoder ");
        assertThat(measured.kernels()).allSatisfy(row -> {
            assertThat(row.perSecond().keySet()).containsExactly("captions");
            assertThat(row.perSecond().get("captions").keySet()).containsExactly(1, 8);
            assertThat(row.perSecond().get("captions").values())
                    .allSatisfy(rate -> assertThat(rate).isPositive());
        });
    }
}
