package dev.vitrine.vision.blip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Generation;
import dev.vitrine.vision.Matcher;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.VisionModel;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.encoder.EagerEncoder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stage by stage against Hugging Face transformers 5.24.0 with torch 2.15.0 and Pillow 13.0.0; the fixtures and the script
 * that made them are in {@code golden/blip}.
 */
class BlipGoldenTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/blip");
    private static final float CLOSE = 1e-5f;

    private final NDManager manager = Torch.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void normalisedTensorsAndWhatTheTowerMakesOfThemAreEqual() throws IOException {
        Opened opened = open("caption");
        for (JsonNode name : opened.said.path("pictures")) {
            float[] pixels = opened.pixels(name.asString());
            assertThat(pixels).containsExactly(opened.expected("pixels." + name.asString(), 3, 32, 32), within(1e-6f));
            NDArray seen = opened.model.look(manager.create(pixels, new Shape(1, 3, 32, 32)));
            assertThat(seen.toFloatArray())
                    .containsExactly(opened.expected("tokens." + name.asString(), 17, 32), within(CLOSE));
        }
    }

    @Test
    void captionScoresAreEqualAtEveryPlaceOfAPrefix() throws IOException {
        Opened opened = open("caption");
        try (BlipCaptioner captioner = (BlipCaptioner) opened.load()) {
            for (JsonNode name : opened.said.path("pictures")) {
                for (int i = 0; i < opened.said.path("prefixes").size(); i++) {
                    long[] prompt =
                            captioner.prompt(opened.said.path("prefixes").get(i).asString());
                    long[] expectedPrompt = longs(opened.said.path("ids").get(i));
                    expectedPrompt[0] = opened.model.config().begin();
                    assertThat(prompt).isEqualTo(Arrays.copyOf(expectedPrompt, expectedPrompt.length - 1));
                    LookingBert decoder = opened.model.decoder();
                    NDArray states = decoder.states(
                            manager.create(prompt, new Shape(1, prompt.length)),
                            decoder.looking(opened.look(name.asString())));
                    int vocabulary = opened.model.config().text().vocabulary();
                    assertThat(opened.model.scores(states).toFloatArray())
                            .containsExactly(
                                    opened.expected("logits." + name.asString() + "." + i, prompt.length, vocabulary),
                                    within(CLOSE));
                }
            }
        }
    }

    @Test
    void captionsAreTheSameTokensGreedyAndWithBeams() throws IOException {
        Opened opened = open("caption");
        try (BlipCaptioner captioner = (BlipCaptioner) opened.load()) {
            for (JsonNode run : opened.said.path("captions")) {
                String prefix = opened.said
                        .path("prefixes")
                        .get(run.path("prefix").asInt())
                        .asString();
                long[] prompt = captioner.prompt(prefix);
                opened.sameTokens(
                        run,
                        prompt,
                        new Writer(opened.model),
                        owner -> opened.look(run.path("picture").asString()));
            }
        }
    }

    @Test
    void questionsAreReadAndAnsweredTheSame() throws IOException {
        Opened opened = open("answer");
        try (BlipAnswerer answerer = (BlipAnswerer) opened.load()) {
            for (JsonNode run : opened.said.path("answers")) {
                int question = run.path("question").asInt();
                String picture = run.path("picture").asString();
                long[] ids =
                        answerer.ids(opened.said.path("questions").get(question).asString(), 20);
                LookingBert encoder = opened.model.encoder();
                NDArray read = encoder.encode(
                        manager.create(ids, new Shape(1, ids.length)), encoder.looking(opened.look(picture)));
                assertThat(read.toFloatArray())
                        .containsExactly(
                                opened.expected("question." + picture + "." + question, ids.length, 24), within(CLOSE));
                long[] begin = {opened.model.config().begin()};
                opened.sameTokens(run, begin, new Writer(opened.model), owner -> read.duplicate());
            }
        }
    }

    @Test
    void matchesAreEqual() throws IOException {
        Opened opened = open("match");
        try (BlipMatcher matcher = (BlipMatcher) opened.load()) {
            List<Matcher.Pair> pairs = new ArrayList<>();
            List<float[]> expected = new ArrayList<>();
            for (JsonNode name : opened.said.path("pictures")) {
                for (int i = 0; i < opened.said.path("texts").size(); i++) {
                    pairs.add(new Matcher.Pair(
                            picture(name.asString()),
                            opened.said.path("texts").get(i).asString()));
                    expected.add(opened.expected("logits." + name.asString() + "." + i, 2));
                }
            }
            double[] matches = matcher.matches(pairs, Priority.BULK);
            for (BlipMatcher.Logits logits : matcher.logits(pairs, Priority.INTERACTIVE)) {
                float[] reference = expected.get(logits.pair());
                assertThat(new float[] {logits.no(), logits.yes()}).containsExactly(reference, within(CLOSE));
                double share = Math.exp(reference[1]) / (Math.exp(reference[0]) + Math.exp(reference[1]));
                assertThat(matches[logits.pair()]).isCloseTo(share, within(1e-5));
            }
        }
    }

    private Opened open(String name) throws IOException {
        Path folder = GOLDEN.resolve(name);
        Checkpoint checkpoint = Checkpoint.open(folder);
        BlipConfig config = BlipConfig.of(checkpoint.fields());
        return new Opened(
                checkpoint,
                new BlipModel(
                        config, checkpoint.tensors(manager, config.shapes(), config.repeated()), EagerEncoder::new),
                checkpoint.preprocessing(),
                JsonMapper.shared().readTree(Files.readString(folder.resolve("expected.json"))));
    }

    private final class Opened {

        private final Checkpoint checkpoint;
        private final BlipModel model;
        private final Preprocessing preprocessing;
        private final JsonNode said;

        Opened(Checkpoint checkpoint, BlipModel model, Preprocessing preprocessing, JsonNode said) {
            this.checkpoint = checkpoint;
            this.model = model;
            this.preprocessing = preprocessing;
            this.said = said;
        }

        VisionModel load() throws IOException {
            return Blip.load(checkpoint, Torch.manager(), EagerEncoder::new);
        }

        float[] pixels(String picture) {
            float[] pixels = new float[3 * preprocessing.width() * preprocessing.height()];
            preprocessing.normalise(preprocessing.resize(picture(picture)), pixels, 0);
            return pixels;
        }

        NDArray look(String picture) {
            int size = model.config().imageSize();
            return model.look(manager.create(pixels(picture), new Shape(1, 3, size, size)));
        }

        float[] expected(String name, long... shape) throws IOException {
            Path file = checkpoint.folder().resolve("expected.safetensors");
            return SafeTensors.ofFile(file)
                    .get(manager, file, name, new Shape(shape))
                    .toFloatArray();
        }

        void sameTokens(
                JsonNode run, long[] prompt, Writer writer, java.util.function.Function<NDManager, NDArray> seen) {
            int runs = 0;
            for (var property : run.properties()) {
                if (property.getValue().isArray()) {
                    String[] settings = property.getKey().split(" ");
                    var generation = new Generation(
                            0,
                            said.path("length").asInt() - prompt.length,
                            Integer.parseInt(settings[0]),
                            Double.parseDouble(settings[1]),
                            null);
                    long[] written = writer.write(seen, new long[][] {prompt}, generation, false)
                            .getFirst();
                    long[] expected = Arrays.stream(longs(property.getValue()))
                            .skip(prompt.length)
                            .takeWhile(id -> id != model.config().end())
                            .toArray();
                    assertThat(written).as(run + " with " + property.getKey()).isEqualTo(expected);
                    runs++;
                }
            }
            assertThat(runs).isEqualTo(7);
        }
    }

    private static long[] longs(JsonNode ids) {
        return ids.valueStream().mapToLong(JsonNode::asLong).toArray();
    }

    private static RgbImage picture(String name) {
        try {
            BufferedImage decoded = ImageIO.read(
                    GOLDEN.resolveSibling("clip").resolve(name + ".png").toFile());
            byte[] pixels = new byte[3 * decoded.getWidth() * decoded.getHeight()];
            for (int i = 0; i < pixels.length / 3; i++) {
                int rgb = decoded.getRGB(i % decoded.getWidth(), i / decoded.getWidth());
                pixels[3 * i] = (byte) (rgb >> 16);
                pixels[3 * i + 1] = (byte) (rgb >> 8);
                pixels[3 * i + 2] = (byte) rgb;
            }
            return new RgbImage(decoded.getWidth(), decoded.getHeight(), pixels);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
