package dev.vitrine.vision.blip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Generation.Sampling;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PromptTooLong;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.VisionModel;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.encoder.EagerEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlipTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/blip");

    @TempDir
    private Path folder;

    @Test
    void captionsDoNotDependOnWhatIsWrittenBesideThem() throws IOException {
        List<RgbImage> pictures = pictures(7);
        try (var captioner = (BlipCaptioner) load(GOLDEN.resolve("caption"))) {
            for (Generation generation : List.of(
                    Generation.greedy(9), Generation.beams(4, 9), Generation.sampled(new Sampling(1, 0, 1, 3), 9))) {
                List<String> together = captioner.captions(pictures, "a picture of", generation, Priority.BULK);
                assertThat(together).hasSize(7);
                assertThat(captioner.captions(pictures.subList(0, 1), "a picture of", generation, Priority.BULK))
                        .containsExactly(together.getFirst());
                if (generation.sampling() == null) {
                    for (int i = 0; i < pictures.size(); i++) {
                        assertThat(captioner.captions(
                                        List.of(pictures.get(i)), "a picture of", generation, Priority.INTERACTIVE))
                                .containsExactly(together.get(i));
                    }
                }
            }
        }
    }

    @Test
    void questionsOfAnyLengthAreAnsweredInTheirOrder() throws IOException {
        List<RgbImage> pictures = pictures(3);
        List<Answerer.Question> questions = new ArrayList<>();
        for (String words : List.of("what is it?", "red?", "is this a red mug?", "它是什么颜色")) {
            pictures.forEach(picture -> questions.add(new Answerer.Question(picture, words)));
        }
        try (var answerer = (BlipAnswerer) load(GOLDEN.resolve("answer"))) {
            List<String> answers = answerer.answers(questions, Generation.greedy(6), Priority.BULK);
            for (int i = 0; i < questions.size(); i++) {
                assertThat(answerer.answers(List.of(questions.get(i)), Generation.greedy(6), Priority.BULK))
                        .containsExactly(answers.get(i));
            }
        }
    }

    @Test
    void samplingIsRepeatableAndStaysWithinItsBounds() throws IOException {
        List<RgbImage> pictures = pictures(4);
        try (var captioner = (BlipCaptioner) load(GOLDEN.resolve("caption"))) {
            List<String> greedy = captioner.captions(pictures, "", Generation.greedy(10), Priority.BULK);
            var seen = new HashSet<List<String>>();
            int warm = 0;
            int cold = 0;
            for (long seed = 0; seed < 6; seed++) {
                var free = Generation.sampled(new Sampling(1.2, 0, 1, seed), 10);
                List<String> drawn = captioner.captions(pictures, "", free, Priority.BULK);
                assertThat(captioner.captions(pictures, "", free, Priority.BULK))
                        .isEqualTo(drawn);
                seen.add(drawn);
                warm += equal(drawn, greedy);
                cold += equal(
                        captioner.captions(
                                pictures, "", Generation.sampled(new Sampling(0.01, 0, 1, seed), 10), Priority.BULK),
                        greedy);
                for (Sampling likeliest : List.of(new Sampling(1, 1, 1, seed), new Sampling(1, 0, 0.01, seed))) {
                    assertThat(captioner.captions(pictures, "", Generation.sampled(likeliest, 10), Priority.BULK))
                            .isEqualTo(greedy);
                }
            }
            assertThat(seen).hasSize(6);
            assertThat(cold).as("the colder, the closer to the likeliest").isGreaterThan(warm);
        }
    }

    private static int equal(List<String> some, List<String> others) {
        return (int) IntStream.range(0, some.size())
                .filter(i -> some.get(i).equals(others.get(i)))
                .count();
    }

    @Test
    void textsAreNoShorterAndNoLongerThanAsked() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(GOLDEN.resolve("caption"));
        try (var manager = Torch.manager()) {
            BlipConfig config = BlipConfig.of(checkpoint.fields());
            var model = new BlipModel(
                    config, checkpoint.tensors(manager, config.shapes(), config.repeated()), EagerEncoder::new);
            var writer = new Writer(model);
            var pictures = new Pictures(model, checkpoint.preprocessing(), pictures(12));
            long[][] prompts = new long[12][];
            java.util.Arrays.fill(prompts, new long[] {config.begin()});
            for (int beams : new int[] {1, 3}) {
                List<long[]> free = writer.write(pictures::look, prompts, new Generation(0, 8, beams, 1, null), true);
                List<long[]> bound = writer.write(pictures::look, prompts, new Generation(5, 8, beams, 1, null), true);
                assertThat(free).anyMatch(text -> text.length < 5).allMatch(text -> text.length <= 8);
                assertThat(bound).allMatch(text -> text.length >= 5 && text.length <= 8);
            }
            // 24 positions, one of which the begin token has; what is foretold last needs none
            assertThat(writer.write(pictures::look, prompts, new Generation(100, 200, 1, 1, null), true))
                    .allMatch(text -> text.length == 24);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertThatThrownBy(() -> Generation.greedy(0))
                .hasMessageContaining("maxTokens")
                .hasMessageContaining("1 to 512");
        assertThatThrownBy(() -> Generation.greedy(513)).hasMessageContaining("513");
        assertThatThrownBy(() -> new Generation(6, 5, 1, 1, null)).hasMessageContaining("minTokens");
        assertThatThrownBy(() -> Generation.beams(17, 5)).hasMessageContaining("1 to 16, not 17");
        assertThatThrownBy(() -> new Sampling(0, 0, 1, 1)).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 1)).hasMessageContaining("topK");
        assertThatThrownBy(() -> new Sampling(1, 0, Double.NaN, 1)).hasMessageContaining("topP");
        assertThatThrownBy(() -> new Generation(0, 5, 2, 1, new Sampling(1, 0, 1, 1)))
                .hasMessageContaining("not both");
    }

    @Test
    void aPromptWithoutRoomIsRefusedWithItsLength() throws IOException {
        try (var captioner = (BlipCaptioner) load(GOLDEN.resolve("caption"))) {
            String longest = "a ".repeat(22);
            assertThat(captioner.captions(pictures(1), longest, Generation.greedy(5), Priority.BULK))
                    .hasSize(1);
            assertThatThrownBy(
                            () -> captioner.captions(pictures(1), longest + "a", Generation.greedy(5), Priority.BULK))
                    .isInstanceOf(PromptTooLong.class)
                    .hasMessageContaining("has 25 tokens; the model reads at most 24");
        }
    }

    @Test
    void aCaptionerAnswersOnlyWhereItsPromptsSayHow() throws IOException {
        try (var captioner = (AutoCloseable) load(copy("caption"))) {
            assertThat(captioner).isInstanceOf(Captioner.class).isNotInstanceOf(Answerer.class);
            assertThat(((Captioner) captioner).kinds()).isEqualTo(Prompts.NONE.captions());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Files.writeString(
                folder.resolve("prompts.json"),
                "{\"captions\": [{\"language\": \"en\", \"style\": \"concise\", \"prompt\": \"a picture of\"}], "
                        + "\"question\": \"question: {} answer:\"}");
        try (var captioner = (BlipCaptioner) load(folder)) {
            assertThat(captioner.kinds()).containsExactly(new Prompts.Caption("en", "concise", "a picture of"));
            RgbImage picture = pictures(1).getFirst();
            List<String> answers = ((Answerer) captioner)
                    .answers(
                            List.of(new Answerer.Question(picture, "is it red?")), Generation.greedy(5), Priority.BULK);
            assertThat(answers)
                    .isEqualTo(captioner.captions(
                            List.of(picture), "question: is it red? answer:", Generation.greedy(5), Priority.BULK));
        }
    }

    @Test
    void foldersThatCannotBeUsedAreRefusedInOneSentence() throws IOException {
        assertThatThrownBy(() -> load(changed("\"BlipForConditionalGeneration\"", "\"BlipModel\"")))
                .isInstanceOf(ModelUnusable.class)
                .hasMessage("The architecture \"BlipModel\" of the config.json is not supported; supported are "
                        + "BlipForConditionalGeneration, BlipForQuestionAnswering, BlipForImageTextRetrieval.");
        assertThatThrownBy(() -> load(changed("\"image_size\": 32", "\"image_size\": 40")))
                .isInstanceOfAny(ModelUnusable.class, DamagedWeights.class)
                .hasMessageContaining("position_embedding");
        assertThatThrownBy(() -> load(changed("\"sep_token_id\": 3", "\"sep_token_id\": 300")))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("sep_token_id 300");
        assertThatThrownBy(() -> load(changed("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1")))
                .isInstanceOf(DamagedWeights.class)
                .hasMessageContaining("is unknown to the architecture \"blip\"");
        copy("caption");
        Files.writeString(folder.resolve("prompts.json"), "{\"question\": \"what?\"}");
        assertThatThrownBy(() -> load(folder)).isInstanceOf(ModelUnusable.class).hasMessageContaining("prompts.json");
        Files.writeString(folder.resolve("prompts.json"), "[");
        assertThatThrownBy(() -> load(folder)).isInstanceOf(ModelUnusable.class).hasMessageContaining("prompts.json");
    }

    private Path changed(String from, String to) throws IOException {
        Path config = copy("caption").resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains(from);
        Files.writeString(config, text.replace(from, to));
        return folder;
    }

    private Path copy(String name) throws IOException {
        try (var files = Files.list(GOLDEN.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return folder;
    }

    private static VisionModel load(Path folder) throws IOException {
        return Blip.load(Checkpoint.open(folder), Torch.manager(), EagerEncoder::new);
    }

    private static List<RgbImage> pictures(int count) {
        var random = new Random(7);
        List<RgbImage> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[3 * 20 * 30];
            random.nextBytes(pixels);
            int dark = random.nextInt(256);
            for (int j = 0; j < pixels.length; j++) {
                pixels[j] = (byte) ((pixels[j] & 0xff) * dark / 255);
            }
            pictures.add(new RgbImage(20, 30, pixels));
        }
        return pictures;
    }
}
