package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.problem.Problem;
import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.tensor.SafeTensorsWriter;
import dev.vitrine.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** What a folder that does not fit is answered. */
class ArchitecturesTests {

    private static final String TENSOR = "vision_model.encoder.layers.1.mlp.fc1.weight";

    @TempDir
    private Path home;

    private Path folder;
    private final NDManager manager = Torch.manager();

    @BeforeEach
    void copy() throws IOException {
        folder = Files.createDirectory(home.resolve("mine"));
        try (var files = Files.list(Path.of("src/test/resources/golden/family/siglip"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @AfterEach
    void close() {
        manager.close();
    }

    /** Rewrites the weights with a change. */
    private void weights(Consumer<Map<String, NDArray>> change) throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafeTensors read = SafeTensors.ofFile(file);
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        for (String name : read.names()) {
            long[] shape = read.shape(name).stream().mapToLong(Long::longValue).toArray();
            tensors.put(name, read.get(manager, file, name, new Shape(shape)));
        }
        change.accept(tensors);
        SafeTensorsWriter.write(file, tensors);
    }

    private void config(String from, String to) throws IOException {
        Path file = folder.resolve("config.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private AbstractThrowableAssert<?, ?> refused() {
        return assertThatThrownBy(() -> Architectures.load(folder)).isInstanceOf(Problem.class);
    }

    @Test
    void whatIsWholeLoadsAlsoWithBuffersThatOlderVersionsWrote() throws IOException {
        weights(tensors ->
                tensors.put("text_model.embeddings.position_ids", manager.create(new float[16], new Shape(1, 16))));
        try (VisionModel model = Architectures.load(folder)) {
            assertThat(model.model()).isEqualTo("mine");
            assertThat(model.revision()).matches("[0-9a-f]{12}");
        }
    }

    @Test
    void aMissingTensorIsNamedWithItsShape() throws IOException {
        weights(tensors -> tensors.remove(TENSOR));
        refused()
                .isInstanceOf(DamagedWeights.class)
                .hasMessage("The weights in mine cannot be used: " + TENSOR + " (48, 32) is missing.");
    }

    @Test
    void anUnknownTensorIsNamed() throws IOException {
        weights(tensors -> tensors.put("lora.up.weight", manager.zeros(new Shape(2))));
        refused()
                .hasMessage("The weights in mine cannot be used: lora.up.weight is unknown to the architecture"
                        + " \"siglip\".");
    }

    @Test
    void aTensorOfAnotherShapeIsNamedWithBoth() throws IOException {
        weights(tensors -> tensors.put(TENSOR, manager.zeros(new Shape(48, 31))));
        refused()
                .hasMessage("The weights in mine cannot be used: " + TENSOR
                        + " has the shape (48, 31), expected (48, 32).");
    }

    @Test
    void aCutOffFileIsSaidByTheTensorThatIsNotAllThere() throws IOException {
        Path file = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 10));
        refused()
                .isInstanceOf(DamagedWeights.class)
                .hasMessageMatching(
                        "The weights in model.safetensors cannot be used: \\S+ lies at \\d+ to \\d+ of \\d+ bytes\\.");
    }

    @Test
    void aPickleIsRefusedWithTheReason() throws IOException {
        Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));
        refused()
                .hasMessage("The weights in mine cannot be used: it holds only pytorch_model.bin, a pickle that can run"
                        + " code when it is read; convert it to model.safetensors.");
    }

    @Test
    void anUnknownArchitectureIsToldWhichAreKnown() throws IOException {
        config("\"model_type\": \"siglip\"", "\"model_type\": \"resnet\"");
        refused()
                .isInstanceOf(ModelUnusable.class)
                .hasMessageStartingWith("The model_type \"resnet\" of the model mine is not supported; supported are ")
                .hasMessageContaining("chinese_clip, clip, locked_text_clip, siglip, siglip2, vit");
    }

    @Test
    void configurationsThatAskForSomethingElseAreRefusedByTheField() throws IOException {
        config("\"hidden_act\": \"gelu_pytorch_tanh\"", "\"hidden_act\": \"relu\"");
        refused()
                .hasMessage(
                        "The hidden_act \"relu\" is not supported; supported are gelu, quick_gelu, gelu_pytorch_tanh.");
        config("\"hidden_act\": \"relu\"", "\"hidden_act\": \"gelu\"");
        config("\"num_attention_heads\": 4", "\"num_attention_heads\": 5");
        refused().hasMessage("The hidden_size 32 of the config.json is no multiple of the 5 num_attention_heads.");
        config("\"num_attention_heads\": 5", "\"num_attention_heads\": \"4\"");
        refused()
                .hasMessage(
                        "The num_attention_heads of the config.json is no whole number between 1 and 1048576: \"4\".");
        config("\"num_attention_heads\": \"4\"", "\"num_attention_heads\": 4");
        config("\"image_size\": 32", "\"image_size\": 40");
        refused().hasMessageContaining("vision_model.embeddings.position_embedding.weight has the shape (16, 32)");
    }

    @Test
    void preprocessingThatDoesNotFitIsRefused() throws IOException {
        Path file = folder.resolve("preprocessor_config.json");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"height\": 32", "\"height\": 24"));
        refused().hasMessage("The preprocessing gives pictures of 32 x 24, the model takes 32 x 32.");
        Files.writeString(file, text.replace("\"resample\": 3", "\"resample\": 0"));
        refused().hasMessageContaining("The resample mode 0 of the preprocessor_config.json is not supported");
        Files.delete(file);
        refused().hasMessage("The model mine has no preprocessor_config.json.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e300", "-1", "0", "1e999", "\"0.5\"", "null"})
    void aDeviationThatNoPictureCanHaveIsRefused(String value) throws IOException {
        Path file = folder.resolve("preprocessor_config.json");
        ObjectNode config = (ObjectNode) JsonMapper.shared().readTree(file);
        config.putRawValue("image_std", new RawValue("[0.5, 0.5, " + value + "]"));
        Files.writeString(file, JsonMapper.shared().writeValueAsString(config));

        refused().hasMessageContaining("image_std").hasMessageContaining("list of three positive numbers");
    }

    @Test
    void aTokenizerThatTheModelDoesNotKnowIsRefused() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        refused().hasMessage("The model mine has no tokenizer.json, no vocab.json with merges.txt and no vocab.txt.");
    }
}
