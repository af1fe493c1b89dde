package dev.vitrine.vision.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Kernel;
import dev.vitrine.tensor.Kernel.Code;
import dev.vitrine.tensor.Kernel.Precision;
import dev.vitrine.tensor.KernelJournal;
import dev.vitrine.tensor.Processor;
import dev.vitrine.tensor.Torch;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.encoder.EncoderSpec.Order;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels against eager code, which the golden tests hold against the reference implementation. */
class KernelEncoderTests {

    private static final int SHAPES = 40;

    private final RandomGenerator random = new SplittableRandom(1);

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({"PUBLIC, F32", "PUBLIC, BF16", "PACKED, F32", "PACKED, BF16"})
    void everyKernelGivesEagerNumbersOnAnyShape(Code code, Precision precision) {
        var kernel = new Kernel(code, precision);
        if (!Processor.runs(kernel)) {
            refuses(kernel);
            return;
        }
        for (int i = 0; i < SHAPES; i++) {
            EncoderSpec spec = anySpec();
            try (NDManager manager = Torch.manager();
                    var scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Weights layers = anyLayers(spec, manager);
                var eager = new EagerEncoder(spec, layers);
                var encoder = new KernelEncoder(kernel, spec, layers, manager, spec.layers());
                int sequences = 1 + random.nextInt(5);
                int places = 1 + random.nextInt(40);
                NDArray x = values(manager, new Shape(sequences, places, spec.width()), 1);
                int[] picked = random.ints(sequences, 0, places).toArray();
                int[] lengths = random.ints(sequences, 1, places + 1).toArray();
                if (spec.sums()) {
                    same(kernel, eager.trace(x), encoder.trace(x), spec + " trace");
                }
                for (Mask mask : List.of(Mask.NONE, Mask.CAUSAL, Mask.padded(lengths))) {
                    same(kernel, eager.all(x, mask), encoder.all(x, mask), spec + " " + mask);
                    same(kernel, eager.at(x, mask, picked), encoder.at(x, mask, picked), spec + " at " + mask);
                }
            }
        }
    }

    /** It does not compute something else instead; whoever chooses kernels then takes another. */
    private void refuses(Kernel kernel) {
        EncoderSpec spec = anySpec();
        try (NDManager manager = Torch.manager();
                var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Weights layers = anyLayers(spec, manager);
            assertThatThrownBy(() -> new KernelEncoder(kernel, spec, layers, manager, spec.layers()))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("cpu support");
        }
    }

    private static void same(Kernel kernel, NDArray expected, NDArray found, String what) {
        assertThat(found.getShape()).isEqualTo(expected.getShape());
        float[] a = expected.toFloatArray();
        float[] b = found.toFloatArray();
        if (kernel.precision() == Precision.F32) {
            assertThat(b).as(what).containsExactly(a, within(2e-4f));
            return;
        }
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squares += (double) a[i] * a[i];
            others += (double) b[i] * b[i];
        }
        assertThat(product / Math.sqrt(squares * others)).as(what).isGreaterThan(0.999);
    }

    private EncoderSpec anySpec() {
        int heads = 1 + random.nextInt(4);
        LayerNames names = random.nextBoolean() ? LayerNames.CLIP : LayerNames.BLIP;
        return new EncoderSpec(
                1 + random.nextInt(3),
                heads * 4 * (1 + random.nextInt(8)),
                heads,
                8 * (1 + random.nextInt(16)),
                Order.values()[random.nextInt(2)],
                Activation.values()[random.nextInt(3)],
                1e-5f,
                names);
    }

    private Weights anyLayers(EncoderSpec spec, NDManager manager) {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        spec.shapes().forEach((name, shape) -> {
            double in = shape.dimension() == 2 ? shape.get(1) : 100;
            NDArray tensor = values(manager, shape, 1 / Math.sqrt(in));
            tensors.put(name, name.contains("norm") && name.endsWith("weight") ? tensor.add(1) : tensor);
        });
        return Weights.of(tensors);
    }

    private NDArray values(NDManager manager, Shape shape, double deviation) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return manager.create(values, shape);
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void aSettingIsFollowedAndTheLayersAreTakenOver(Code code) {
        try (NDManager manager = Torch.manager()) {
            EncoderSpec spec = new EncoderSpec(3, 32, 4, 64, Order.PRE, Activation.GELU, 1e-5f, LayerNames.CLIP);
            Weights layers = anyLayers(spec, manager);
            NDArray x = values(manager, new Shape(2, 9, 32), 1);
            float[] expected = new EagerEncoder(spec, layers).all(x, Mask.NONE).toFloatArray();
            var choice = new KernelChoice(code, Precision.F32, new KernelJournal(home, home));
            Encoder encoder = choice.encoder(spec, layers);
            assertThat(choice.chosen())
                    .singleElement()
                    .satisfies(chosen -> assertThat(chosen.kernel()).isEqualTo(new Kernel(code, Precision.F32)));
            assertThat(encoder.all(x, Mask.NONE).toFloatArray()).containsExactly(expected, within(1e-4f));
            assertThat(layers.in(1).get("self_attn.q_proj.weight").isReleased()).isEqualTo(code != Code.EAGER);
            assertThat(layers.in(1).get("layer_norm1.weight").isReleased()).isFalse();
        }
    }

    @Test
    void leftToItselfItTakesWhateverGivesTheNumbers() {
        try (NDManager manager = Torch.manager()) {
            EncoderSpec spec =
                    new EncoderSpec(4, 64, 4, 128, Order.POST, Activation.QUICK_GELU, 1e-5f, LayerNames.BERT);
            Weights layers = anyLayers(spec, manager);
            NDArray x = values(manager, new Shape(2, 9, 64), 1);
            NDArray expected = new EagerEncoder(spec, layers).all(x, Mask.CAUSAL);
            var choice = new KernelChoice(null, null, new KernelJournal(home, home));
            Encoder encoder = choice.encoder(spec, layers);
            assertThat(KernelChoice.agreement(expected, encoder.all(x, Mask.CAUSAL)))
                    .isGreaterThan(0.99);
            assertThat(choice.chosen()).hasSize(1);
        }
    }

    @Test
    void aDistrustedKernelIsNotTaken() throws java.io.IOException {
        java.nio.file.Files.write(home.resolve("distrusted"), List.of("public f32"));
        try (NDManager manager = Torch.manager()) {
            EncoderSpec spec = new EncoderSpec(1, 32, 4, 64, Order.PRE, Activation.GELU, 1e-5f, LayerNames.CLIP);
            var choice = new KernelChoice(Code.PUBLIC, Precision.F32, new KernelJournal(home, home));
            assertThat(choice.encoder(spec, anyLayers(spec, manager))).isInstanceOf(EagerEncoder.class);
        }
    }

    @Test
    void theChoiceWeighsTimeAgainstWhatAKernelCosts() {
        var choice = new KernelChoice(null, null, new KernelJournal(home, home));
        assertThat(choice.best(seconds(10, 9.9, 9, 9, 9)).toString()).isEqualTo("public f32");
        assertThat(choice.best(seconds(10, 11, 11, 11, 11)).toString()).isEqualTo("eager f32");
        assertThat(choice.best(seconds(10, 9, 5, 9, 9)).toString()).isEqualTo("packed f32");
        assertThat(choice.best(seconds(10, 9, 5, 4, 4)).toString()).isEqualTo("public bf16");
        assertThat(choice.best(seconds(10, 9, 5, 4.5, 4.5)).toString()).isEqualTo("packed f32");
        assertThat(choice.best(seconds(10, 9, 5, 4, 3)).toString()).isEqualTo("packed bf16");
        var asked = new KernelChoice(Code.PACKED, null, new KernelJournal(home, home));
        Map<Kernel, Double> slow = new LinkedHashMap<>();
        slow.put(Kernel.EAGER, 1.0);
        slow.put(new Kernel(Code.PACKED, Precision.F32), 9.0);
        assertThat(asked.best(slow).toString()).isEqualTo("packed f32");
    }

    private static Map<Kernel, Double> seconds(double... of) {
        List<Kernel> kernels = Arrays.asList(
                Kernel.EAGER,
                new Kernel(Code.PUBLIC, Precision.F32),
                new Kernel(Code.PACKED, Precision.F32),
                new Kernel(Code.PUBLIC, Precision.BF16),
                new Kernel(Code.PACKED, Precision.BF16));
        Map<Kernel, Double> seconds = new LinkedHashMap<>();
        for (int i = 0; i < of.length; i++) {
            seconds.put(kernels.get(i), of[i]);
        }
        return seconds;
    }

    @Test
    void agreementSeesDifferencesBehindALargeConstant() {
        try (NDManager manager = Torch.manager()) {
            NDArray expected = manager.create(new float[] {1000, 1, 1000, -1}, new Shape(2, 2));
            assertThat(KernelChoice.agreement(expected, expected)).isEqualTo(1, within(1e-6));
            assertThat(KernelChoice.agreement(
                            expected, manager.create(new float[] {1000, -1, 1000, 1}, new Shape(2, 2))))
                    .isNegative();
            assertThat(KernelChoice.agreement(
                            expected, manager.create(new float[] {1000, Float.NaN, 1000, 1}, new Shape(2, 2))))
                    .isNegative();
        }
    }
}
