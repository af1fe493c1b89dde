package dev.vitrine.vision.sentence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.checkpoint.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real weights against ONNX Runtime 1.22.0 and tokenizers 0.23; the fixtures and the script that made them are in {@code
 * golden/sentence}.
 */
class SentenceEncoderGoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/sentence");

    private static JsonNode expected(PublishedSentenceEncoder published) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(GOLDEN.resolve("expected-ids.json")))
                .path(published.weights().replace(".onnx", ""));
    }

    private static List<String> texts(PublishedSentenceEncoder published) throws IOException {
        return expected(published)
                .path("texts")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void tokenIdsAreIdentical(PublishedSentenceEncoder published) throws IOException {
        try (var in = SentenceEncoder.class.getResourceAsStream("/" + published.tokenizer());
                Tokenizer tokenizer = Tokenizer.ofJson(
                        new String(in.readAllBytes(), StandardCharsets.UTF_8), published.context(), 1 << 20)) {
            List<String> texts = texts(published);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(tokenizer.ids(texts.get(i)))
                        .as(texts.get(i))
                        .containsExactly(expected(published)
                                .path("ids")
                                .get(i)
                                .valueStream()
                                .mapToLong(JsonNode::asLong)
                                .toArray());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void vectorsEqualWithinOneHundredThousandth(PublishedSentenceEncoder published) throws IOException {
        try (SentenceEncoder encoder = SentenceEncoder.of(published);
                NDManager manager = Torch.manager()) {
            List<String> texts = texts(published);
            int dimension = encoder.dimension();
            float[] expected = SafeTensors.ofFile(GOLDEN.resolve("expected.safetensors"))
                    .get(manager, GOLDEN, published.weights().replace(".onnx", ""), new Shape(texts.size(), dimension))
                    .toFloatArray();
            List<UnitVector> together = encoder.vectors(texts, Priority.BULK);
            List<UnitVector> apart = new ArrayList<>();
            for (String text : texts) {
                apart.addAll(encoder.vectors(List.of(text), Priority.INTERACTIVE));
            }
            for (int i = 0; i < texts.size(); i++) {
                float[] wanted = java.util.Arrays.copyOfRange(expected, i * dimension, (i + 1) * dimension);
                assertThat(together.get(i).toArray())
                        .as("padded: " + texts.get(i))
                        .containsExactly(wanted, within(1e-5f));
                assertThat(apart.get(i).toArray()).as("alone: " + texts.get(i)).containsExactly(wanted, within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void manySentencesAreEncodedInOrder(PublishedSentenceEncoder published) throws IOException {
        try (SentenceEncoder encoder = SentenceEncoder.of(published)) {
            List<String> many = new ArrayList<>();
            for (int i = 0; i < 35; i++) {
                many.add(i % 2 == 0 ? "mug 杯子" : "scarf 围巾");
            }
            List<UnitVector> vectors = encoder.vectors(many, Priority.BULK);
            assertThat(vectors).hasSize(35);
            assertThat(vectors.get(34).dot(vectors.get(0))).isCloseTo(1, within(1e-5));
            assertThat(vectors.get(33).dot(vectors.get(0))).isLessThan(0.95);
            assertThat(encoder.vectors(List.of(), Priority.BULK)).isEmpty();
        }
    }
}
