package dev.vitrine.vision.blip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.tensor.Processor;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.KernelChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoders on kernels against eager code, which the golden tests hold against the reference implementation. */
class KernelDecoderTests {

    private final NDManager manager = Torch.manager();

    @TempDir
    private Path home;

    private record Opened(BlipConfig config, Map<String, NDArray> tensors) {}

    private Opened open(Path folder) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(folder);
        BlipConfig config = BlipConfig.of(checkpoint.fields());
        return new Opened(config, checkpoint.tensors(manager, config.shapes(), config.repeated()));
    }

    private BlipModel model(Path folder, Encoder.Factory encoders) throws IOException {
        Opened opened = open(folder);
        return new BlipModel(opened.config(), opened.tensors(), encoders);
    }

    private KernelChoice only(Code code, Precision precision) {
        return new KernelChoice(code, precision, new KernelJournal(home, home));
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLIC, F32, models/demo-blip",
        "PACKED, F32, models/demo-blip",
        "PUBLIC, F32, src/test/resources/golden/blip/answer",
        "PACKED, F32, src/test/resources/golden/blip/answer"
    })
    void everyStageEqualsEagerCode(Code code, Precision precision, Path folder) throws IOException {
        Opened opened = open(folder);
        var contest = BlipModel.contest(opened.config(), opened.tensors());
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList input = contest.input(contest.layers());
            List<NDArray> expected = contest.everything(contest.eager(contest.layers()), input);
            List<NDArray> found = contest.everything(contest.on(new Kernel(code, precision), contest.layers()), input);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i).getShape()).isEqualTo(expected.get(i).getShape());
                assertThat(found.get(i).toFloatArray())
                        .as("stage " + i)
                        // random input and weights amplify the last bit of a sum; a wrong sum is off by tenths
                        .containsExactly(expected.get(i).toFloatArray(), within(5e-5f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PUBLIC, F32", "PACKED, F32", "PUBLIC, BF16", "PACKED, BF16"})
    void theSameTokensAreWrittenGreedilyAndWithBeams(Code code, Precision precision) throws IOException {
        Path demo = Path.of("models/demo-blip");
        BlipModel eager = model(demo, EagerEncoder::new);
        KernelChoice choice = only(code, precision);
        BlipModel model = model(demo, choice);
        var asked = new Kernel(code, precision);
        Kernel served = Processor.runs(asked) ? asked : Kernel.EAGER;
        assertThat(choice.chosen())
                .hasSize(2)
                .allSatisfy(chosen -> assertThat(chosen.kernel()).isEqualTo(served));
        int side = model.config().imageSize();
        float[] pixels = manager.randomNormal(0, 1, new Shape(3, 3, side, side), DataType.FLOAT32)
                .toFloatArray();
        long begin = model.config().begin();
        long[][] prompts = {{begin, 5}, {begin, 6}, {begin, 7}};
        for (Generation generation : List.of(Generation.greedy(12), Generation.beams(3, 12))) {
            List<long[]> expected = write(eager, pixels, prompts, generation);
            List<long[]> found = write(model, pixels, prompts, generation);
            assertThat(found).hasSize(3);
            if (precision == Precision.F32) {
                assertThat(found).containsExactlyElementsOf(expected);
            } else {
                assertThat(found).allSatisfy(tokens -> assertThat(tokens.length).isPositive());
            }
        }
    }

    private static List<long[]> write(BlipModel model, float[] pixels, long[][] prompts, Generation generation) {
        int side = model.config().imageSize();
        return new Writer(model)
                .write(
                        owner -> model.look(owner.create(pixels, new Shape(3, 3, side, side))),
                        prompts,
                        generation,
                        true);
    }

    @Test
    void whatAKernelTookOverIsFreed() throws IOException {
        Opened opened = open(Path.of("models/demo-blip"));
        String taken = "text_decoder.bert.encoder.layer.0.intermediate.dense.weight";
        String kept = "text_decoder.bert.embeddings.word_embeddings.weight";
        NDArray weight = opened.tensors().get(taken);
        new BlipModel(opened.config(), opened.tensors(), only(Code.PACKED, Precision.F32));
        assertThat(((ai.djl.pytorch.engine.PtNDArray) weight).isReleased()).isTrue();
        assertThat(((ai.djl.pytorch.engine.PtNDArray) opened.tensors().get(kept)).isReleased())
                .isFalse();
    }
}
