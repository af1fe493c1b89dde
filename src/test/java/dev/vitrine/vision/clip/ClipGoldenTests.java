package dev.vitrine.vision.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.dual.LocalDualEncoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stage by stage against Hugging Face transformers 5.24.0 with torch 2.15.0 and Pillow 13.0.0; the fixtures and the
 * script that made them are in {@code golden/clip}.
 */
class ClipGoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/clip");
    private static final List<String> PICTURES = List.of("wide", "tall", "fitting", "tiny");

    @ParameterizedTest
    @ValueSource(strings = {"quick", "gelu"})
    void resizedPicturesEqualPillowsBitForBit(String model) throws IOException {
        Preprocessing preprocessing = Checkpoint.open(GOLDEN.resolve(model)).preprocessing();
        for (String name : PICTURES) {
            RgbImage expected = picture(GOLDEN.resolve(model).resolve(name + "-resized.png"));
            RgbImage resized = preprocessing.resize(picture(GOLDEN.resolve(name + ".png")));
            assertThat(List.of(resized.width(), resized.height()))
                    .isEqualTo(List.of(expected.width(), expected.height()));
            assertThat(resized.pixels()).as(name).isEqualTo(expected.pixels());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick", "gelu"})
    void normalisedTensorsEqualWithinOneMillionth(String model) throws IOException {
        Preprocessing preprocessing = Checkpoint.open(GOLDEN.resolve(model)).preprocessing();
        float[] pixels = new float[3 * preprocessing.width() * preprocessing.height()];
        for (String name : PICTURES) {
            preprocessing.normalise(preprocessing.resize(picture(GOLDEN.resolve(name + ".png"))), pixels, 0);
            assertThat(pixels)
                    .as(name)
                    .containsExactly(
                            expected(model, "pixels." + name, 3, preprocessing.height(), preprocessing.width()),
                            within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick", "gelu"})
    void tokenIdsAreTheSame(String model) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(model));
        ClipConfig config = ClipConfig.of(checkpoint.fields());
        JsonNode texts = texts(model);
        try (Tokenizer tokenizer = Tokenizer.ofJson(
                checkpoint.tokenizerJson(),
                config.text().positions(),
                config.text().vocabulary())) {
            for (int i = 0; i < texts.path("texts").size(); i++) {
                long[] expected = texts.path("ids")
                        .get(i)
                        .valueStream()
                        .mapToLong(JsonNode::asLong)
                        .toArray();
                assertThat(tokenizer.ids(texts.path("texts").get(i).asString()))
                        .as(texts.path("texts").get(i).asString())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"quick", "gelu"})
    void vectorsOfPicturesAndTextsEqualWithinOneHundredThousandth(String model) throws IOException {
        try (NDManager manager = Torch.manager();
                DualEncoder encoder = encoder(model, manager)) {
            List<RgbImage> pictures = PICTURES.stream()
                    .map(name -> picture(GOLDEN.resolve(name + ".png")))
                    .toList();
            List<UnitVector> seen = encoder.pictures(pictures, Priority.BULK);
            for (int i = 0; i < PICTURES.size(); i++) {
                assertThat(seen.get(i).toArray())
                        .containsExactly(
                                expected(model, "picture." + PICTURES.get(i), encoder.dimension()), within(1e-5f));
            }
            List<String> texts = texts(model)
                    .path("texts")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            List<UnitVector> read = encoder.texts(texts, Priority.INTERACTIVE);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(read.get(i).toArray())
                        .as(texts.get(i))
                        .containsExactly(expected(model, "text." + i, encoder.dimension()), within(1e-5f));
            }
        }
    }

    private static DualEncoder encoder(String model, NDManager manager) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve(model));
        ClipConfig config = ClipConfig.of(checkpoint.fields());
        return new LocalDualEncoder(
                checkpoint, new ClipModel(config, checkpoint.tensors(manager, config.shapes())), manager);
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

    private static RgbImage picture(Path file) {
        try {
            BufferedImage decoded = ImageIO.read(file.toFile());
            byte[] pixels = new byte[3 * decoded.getWidth() * decoded.getHeight()];
            for (int i = 0; i < pixels.length / 3; i++) {
                int rgb = decoded.getRGB(i % decoded.getWidth(), i / decoded.getWidth());
                pixels[3 * i] = (byte) (rgb >> 16);
                pixels[3 * i + 1] = (byte) (rgb >> 8);
                pixels[3 * i + 2] = (byte) rgb;
            }
            return new RgbImage(decoded.getWidth(), decoded.getHeight(), pixels);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
