package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.demo.Drawing;
import dev.vitrine.tensor.Torch;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.LayerNames;
import dev.vitrine.vision.encoder.Mask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the shares of patches are what they say: parts of the vector, at the places of what the words name. */
class PatchGridTests {

    @Test
    void whatAPlaceWasGivenAndWhereItBeganSumToItsStateInLayersOfAttentionAlone() {
        var spec = new EncoderSpec(3, 12, 3, 8, EncoderSpec.Order.PRE, Activation.QUICK_GELU, 1e-5f, LayerNames.CLIP);
        try (NDManager manager = Torch.manager()) {
            var random = new SplittableRandom(3);
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            spec.shapes().forEach((name, shape) -> {
                boolean silent = name.contains("fc2") || name.contains("out_proj.bias");
                tensors.put(name, silent ? manager.zeros(shape) : normal(manager, random, shape));
            });
            var encoder = new EagerEncoder(spec, Weights.of(tensors));
            NDArray x = normal(manager, random, new Shape(2, 5, 12));
            NDArray traced = encoder.trace(x);
            NDArray state = traced.get(":, 0");
            NDArray sum = x.get(":, 0").add(traced.get(":, 1:").sum(new int[] {1}));
            assertThat(state.toFloatArray()).containsExactly(sum.toFloatArray(), within(1e-5f));
            assertThat(state.toFloatArray())
                    .containsExactly(encoder.at(x, Mask.NONE, new int[2]).toFloatArray(), within(1e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "family/chinese,4,4",
        "family/siglip,4,4",
        "family/siglip2,4,4",
        "family/naflex,4,7",
        "family/sharded,3,3"
    })
    void everyArchitectureGivesAGridOfItsPatches(String model, int rows, int columns) {
        try (VisionModel loaded = Architectures.load(Path.of("src/test/resources/golden", model))) {
            DualEncoder encoder = (DualEncoder) loaded;
            RgbImage wide = noise(97, 61);
            PatchGrid grid = encoder.patches(List.of(wide), Priority.BULK).getFirst();
            assertThat(List.of(grid.rows(), grid.columns())).isEqualTo(List.of(rows, columns));
            assertThat(grid.parts())
                    .hasSize(rows * columns)
                    .allSatisfy(part -> assertThat(part).hasSize(encoder.dimension()));
            UnitVector text = encoder.texts(List.of("a red mug"), Priority.BULK).getFirst();
            assertThat(grid.shares(text)).hasSize(rows * columns).doesNotContain(Double.NaN);
        }
    }

    @Test
    void theGridSaysWhichPartOfACroppedPictureItCovers() {
        try (VisionModel loaded = Architectures.load(Path.of("src/test/resources/golden/family/sharded"))) {
            PatchGrid grid = ((DualEncoder) loaded)
                    .patches(List.of(noise(96, 48)), Priority.BULK)
                    .getFirst();
            // The shorter side becomes 48, of which the middle 42 are seen.
            assertThat(grid.area().left()).isCloseTo(27 / 96.0, within(1e-9));
            assertThat(grid.area().width()).isCloseTo(42 / 96.0, within(1e-9));
            assertThat(grid.area().top()).isCloseTo(3 / 48.0, within(1e-9));
            assertThat(grid.area().height()).isCloseTo(42 / 48.0, within(1e-9));
        }
    }

    /** Four drawings in one picture, words for one of them: by chance the strongest patch is in its quarter every fourth time. */
    @Test
    void theStrongestPatchIsOftenInTheQuarterThatTheWordsName() {
        int right = 0;
        int rounds = 150;
        try (VisionModel loaded = Architectures.load(Path.of("models/demo-clip"))) {
            DualEncoder encoder = (DualEncoder) loaded;
            var random = new SplittableRandom(7);
            for (int i = 0; i < rounds; i++) {
                List<Drawing> four = differentDrawings(random);
                int named = random.nextInt(4);
                Drawing drawing = four.get(named);
                String words = "a " + drawing.colour().name().toLowerCase(Locale.ROOT) + " "
                        + drawing.category().name().toLowerCase(Locale.ROOT);
                PatchGrid grid =
                        encoder.patches(List.of(collage(four)), Priority.BULK).getFirst();
                int best = strongest(
                        grid.shares(encoder.texts(List.of(words), Priority.BULK).getFirst()));
                int quarter =
                        2 * (best / grid.columns() * 2 / grid.rows()) + best % grid.columns() * 2 / grid.columns();
                right += quarter == named ? 1 : 0;
            }
        }
        assertThat(right).isGreaterThan(2 * rounds / 5);
    }

    private static int strongest(double[] shares) {
        int best = 0;
        for (int i = 1; i < shares.length; i++) {
            best = shares[i] > shares[best] ? i : best;
        }
        return best;
    }

    private static List<Drawing> differentDrawings(SplittableRandom random) {
        List<Drawing.Combination> all = Drawing.Combination.all();
        List<Drawing> drawings = new ArrayList<>();
        while (drawings.size() < 4) {
            Drawing next = Drawing.of(all.get(random.nextInt(all.size())), random);
            if (drawings.stream()
                    .noneMatch(other -> other.category() == next.category() || other.colour() == next.colour())) {
                drawings.add(next);
            }
        }
        return drawings;
    }

    private static RgbImage collage(List<Drawing> four) {
        int size = 64;
        byte[] pixels = new byte[3 * 4 * size * size];
        for (int i = 0; i < 4; i++) {
            byte[] one = four.get(i).picture(size).pixels();
            for (int y = 0; y < size; y++) {
                int row = y + i / 2 * size;
                System.arraycopy(one, 3 * y * size, pixels, 3 * (row * 2 * size + i % 2 * size), 3 * size);
            }
        }
        return new RgbImage(2 * size, 2 * size, pixels);
    }

    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        new java.util.Random(5).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    private static NDArray normal(NDManager manager, SplittableRandom random, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        return manager.create(values, shape);
    }
}
