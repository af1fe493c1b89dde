package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.DualEncoder.Scoring;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The other architectures stage by stage against Hugging Face transformers 5.24.0 with torch 2.15.0 and Pillow 13.0.0; the
 * fixtures and the script that made them are in {@code golden/family}.
 */
class FamilyGoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/family");
    private static final List<String> PICTURES = List.of("wide", "tall", "fitting", "tiny");

    @ParameterizedTest
    @ValueSource(strings = {"chinese", "siglip", "siglip2", "naflex", "sharded", "vit", "vit-plain"})
    void resizedPicturesEqualPillowsBitForBitAndNormalisedOnesWithinOneMillionth(String model) throws IOException {
        Preprocessing preprocessing = Checkpoint.open(GOLDEN.resolve(model)).preprocessing();
        for (String name : PICTURES) {
            RgbImage expected = picture(GOLDEN.resolve(model).resolve(name + "-resized.png"));
            RgbImage resized = preprocessing.resize(original(name));
            assertThat(List.of(resized.width(), resized.height()))
                    .isEqualTo(List.of(expected.width(), expected.height()));
            assertThat(resized.pixels()).as(name).isEqualTo(expected.pixels());

            float[] pixels = new float[3 * resized.width() * resized.height()];
            preprocessing.normalise(resized, pixels, 0);
            assertThat(pixels)
                    .as(name)
                    .containsExactly(
                            expected(model, "pixels." + name, 3, resized.height(), resized.width()), within(1e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "chinese,30,84,false",
        "siglip,16,60,true",
        "siglip2,20,160,true",
        "naflex,20,160,true",
        "sharded,33,84,false"
    })
    void tokenIdsAreTheSame(String model, int positions, int vocabulary, boolean padded) throws IOException {
        JsonNode texts = texts(model);
        try (Tokenizer tokenizer = Checkpoint.open(GOLDEN.resolve(model)).tokenizer(positions, vocabulary)) {
            for (int i = 0; i < texts.path("texts").size(); i++) {
                String text = texts.path("texts").get(i).asString();
                long[] expected = texts.path("ids")
                        .get(i)
                        .valueStream()
                        .mapToLong(JsonNode::asLong)
                        .toArray();
                assertThat(padded ? tokenizer.padded(text) : tokenizer.ids(text))
                        .as(text)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chinese", "siglip", "siglip2", "naflex", "sharded"})
    void vectorsAndLogitsEqualWithinOneHundredThousandth(String model) throws IOException {
        try (VisionModel loaded = Architectures.load(GOLDEN.resolve(model))) {
            DualEncoder encoder = (DualEncoder) loaded;
            List<UnitVector> seen = encoder.pictures(originals(), Priority.BULK);
            for (int i = 0; i < PICTURES.size(); i++) {
                assertThat(seen.get(i).toArray())
                        .as(PICTURES.get(i))
                        .containsExactly(
                                expected(model, "picture." + PICTURES.get(i), encoder.dimension()), within(1e-5f));
            }
            List<String> texts = texts(model)
                    .path("texts")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            List<UnitVector> read = encoder.texts(texts, Priority.INTERACTIVE);
            float[] logits = expected(model, "logits", seen.size(), read.size());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(read.get(i).toArray())
                        .as(texts.get(i))
                        .containsExactly(expected(model, "text." + i, encoder.dimension()), within(1e-5f));
                for (int picture = 0; picture < seen.size(); picture++) {
                    double cosine = seen.get(picture).dot(read.get(i));
                    assertThat(encoder.scoring().logit(cosine))
                            .isCloseTo(
                                    logits[picture * texts.size() + i],
                                    within(1e-5 * encoder.scoring().scale()));
                }
            }
        }
    }

    @Test
    void labelsAndFeaturesOfTheClassifierEqualWithinOneHundredThousandth() throws IOException {
        try (VisionModel loaded = Architectures.load(GOLDEN.resolve("vit"))) {
            PictureClassifier classifier = (PictureClassifier) loaded;
            assertThat(classifier.labels()).containsExactly("mug", "hat", "shoe", "bag", "lamp");
            List<double[]> probabilities = classifier.probabilities(originals(), Priority.BULK);
            for (int i = 0; i < PICTURES.size(); i++) {
                float[] expected = expected("vit", "labels." + PICTURES.get(i), 5);
                for (int label = 0; label < 5; label++) {
                    assertThat(probabilities.get(i)[label]).isCloseTo(expected[label], within(1e-5));
                }
            }
            featuresEqual("vit", classifier);
        }
    }

    @Test
    void featuresOfTheBareTransformerEqualAndItHasNoLabels() throws IOException {
        try (VisionModel loaded = Architectures.load(GOLDEN.resolve("vit-plain"))) {
            PictureClassifier classifier = (PictureClassifier) loaded;
            featuresEqual("vit-plain", classifier);
            assertThat(classifier.labels()).isEmpty();
            assertThatThrownBy(() -> classifier.probabilities(originals(), Priority.BULK))
                    .isInstanceOf(ModelUnusable.class)
                    .hasMessageContaining("vit-plain has no labels");
        }
    }

    private static void featuresEqual(String model, PictureClassifier classifier) throws IOException {
        List<UnitVector> seen = classifier.pictures(originals(), Priority.BULK);
        for (int i = 0; i < PICTURES.size(); i++) {
            assertThat(seen.get(i).toArray())
                    .containsExactly(
                            expected(model, "picture." + PICTURES.get(i), classifier.dimension()), within(1e-5f));
        }
    }

    @Test
    void aSoftmaxChoosesAndASigmoidJudgesEach() {
        assertThat(Scoring.softmax(100).probabilities(0.30, 0.31, 0.10))
                .containsExactly(new double[] {0.26894, 0.73106, 0}, within(1e-5));
        assertThat(Scoring.sigmoid(10, -3).probabilities(0.30, 0.50, -0.10))
                .containsExactly(new double[] {0.5, 0.88080, 0.01799}, within(1e-5));
    }

    private static JsonNode texts(String model) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(GOLDEN.resolve(model).resolve("expected-ids.json")));
    }

    private static float[] expected(String model, String name, long... shape) throws IOException {
        Path file = GOLDEN.resolve(model).resolve("expected.safetensors");
        try (NDManager manager = Torch.manager()) {
            return SafeTensors.ofFile(file)
                    .get(manager, file, name, new Shape(shape))
                    .toFloatArray();
        }
    }

    private static List<RgbImage> originals() {
        return PICTURES.stream().map(FamilyGoldenTests::original).toList();
    }

    private static RgbImage original(String name) {
        return picture(GOLDEN.resolveSibling("clip").resolve(name + ".png"));
    }

    private static RgbImage picture(Path file) {
        try {
            return PictureDecoder.decode(Files.readAllBytes(file), 1 << 20, 1 << 20);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
