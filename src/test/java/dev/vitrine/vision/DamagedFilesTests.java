package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.problem.Problem;
import dev.vitrine.vision.DualEncoder.Priority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to a file, it is read or refused in a sentence. The damage is drawn from a fixed seed; {@code
 * -Dvitrine.damaged=N} draws N cases a file instead of some dozens.
 */
class DamagedFilesTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int CASES = Integer.getInteger("vitrine.damaged", 20);
    private static final String[] ODD = {
        "null",
        "true",
        "-1",
        "0",
        "1",
        "1e308",
        "1e999",
        "9007199254740993",
        "2147483648",
        "\"\"",
        "\"🫖\"",
        "[]",
        "{}",
        "[[[[]]]]",
        "{\"a\":{\"a\":1}}",
        "0.5",
        "224",
        "4096",
        "1048576",
        "\"gelu\"",
        "\"\\u0000\""
    };

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "family/chinese",
                "family/siglip",
                "family/siglip2",
                "family/naflex",
                "family/sharded",
                "family/vit",
                "family/vit-plain",
                "clip/quick",
                "blip/caption",
                "blip/answer",
                "blip/match"
            })
    void aDamagedModelWorksOrIsRefusedInASentence(String model) throws IOException {
        try (var files = Files.list(GOLDEN.resolve(model))) {
            for (Path file : files.filter(DamagedFilesTests::read).sorted().toList()) {
                damage(model, file);
            }
        }
    }

    private static boolean read(Path file) {
        String name = file.getFileName().toString();
        return !name.endsWith(".png") && !name.startsWith("expected");
    }

    private void damage(String model, Path file) throws IOException {
        Path copy = copy(GOLDEN.resolve(model));
        byte[] good = Files.readAllBytes(file);
        var random = new SplittableRandom(file.toString().hashCode());
        for (int i = 0; i < CASES; i++) {
            byte[] bad = damaged(
                    good, file.toString().endsWith(".json") || file.toString().endsWith(".txt"), random);
            Files.write(copy.resolve(file.getFileName()), bad);
            String what = file + " case " + i;
            try (VisionModel loaded = Architectures.load(copy)) {
                use(loaded);
            } catch (Problem problem) {
                sentence(what, problem);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what + ": " + e, e);
            }
        }
    }

    private static void use(VisionModel model) {
        RgbImage picture = new RgbImage(2, 3, new byte[18]);
        switch (model) {
            case DualEncoder encoder -> {
                encoder.pictures(List.of(picture), Priority.BULK);
                encoder.texts(List.of("a red mug", "杯"), Priority.BULK);
            }
            case Captioner captioner ->
                captioner.captions(List.of(picture), "a red", Generation.greedy(5), Priority.BULK);
            case Answerer answerer ->
                answerer.answers(
                        List.of(new Answerer.Question(picture, "what is it?")), Generation.beams(2, 5), Priority.BULK);
            case Matcher matcher -> matcher.matches(List.of(new Matcher.Pair(picture, "a red mug")), Priority.BULK);
            case PictureClassifier classifier -> {
                classifier.pictures(List.of(picture), Priority.BULK);
                if (!classifier.labels().isEmpty()) {
                    classifier.probabilities(List.of(picture), Priority.BULK);
                }
            }
            default -> {
                // loaded, which is what is asked of it here
            }
        }
    }

    private Path copy(Path model) throws IOException {
        Path copy = folder.resolve("copy");
        Files.createDirectories(copy);
        try (var files = Files.list(copy)) {
            for (Path old : files.toList()) {
                Files.delete(old);
            }
        }
        try (var files = Files.list(model)) {
            for (Path file : files.filter(DamagedFilesTests::read).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "turned6.jpg",
                "progressive.jpg",
                "cmyk.jpg",
                "ycck.jpg",
                "grey-jpeg.jpg",
                "turned-png.png",
                "grey16.png",
                "palette-clear.png",
                "animated-png.png",
                "alpha.png",
                "animated-gif.gif",
                "interlaced.gif",
                "plain.bmp",
                "animated-webp.webp",
                "lossy-webp.webp",
                "alpha-webp.webp",
                "turned-webp.webp"
            })
    void aDamagedPictureIsDecodedOrRefusedInASentence(String file) throws IOException {
        byte[] good = Files.readAllBytes(GOLDEN.resolve("picture").resolve(file));
        var random = new SplittableRandom(file.hashCode());
        int refused = 0;
        for (int i = 0; i < 5 * CASES; i++) {
            byte[] bad = damaged(good, false, random);
            try {
                RgbImage picture = PictureDecoder.decode(bad, 1 << 20, 1 << 20);
                assertThat((long) picture.width() * picture.height()).isLessThanOrEqualTo(1 << 20);
            } catch (PictureUnreadable problem) {
                refused++;
                sentence(file + " case " + i, problem);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(file + " case " + i + ": " + e, e);
            }
        }
        assertThat(refused).isBetween(1, 5 * CASES - 1);
    }

    private static void sentence(String what, Problem problem) {
        assertThat(problem.getMessage())
                .as(what)
                .endsWith(".")
                .hasSizeBetween(20, 2000)
                .doesNotContain("Exception");
    }

    /** Cut off, bytes changed, a stretch doubled or lost; in text files also values that are odd. */
    private static byte[] damaged(byte[] good, boolean text, RandomGenerator random) {
        byte[] bad = good.clone();
        int kind = random.nextInt(text ? 7 : 5);
        if (kind == 0) {
            return Arrays.copyOf(bad, random.nextInt(bad.length));
        }
        if (kind == 1) {
            int from = random.nextInt(bad.length);
            int length = random.nextInt(Math.min(64, bad.length - from) + 1);
            return spliced(
                    bad,
                    from,
                    random.nextBoolean() ? from + length : from,
                    Arrays.copyOfRange(bad, from, from + length));
        }
        if (kind >= 5) {
            return oddValue(bad, random);
        }
        int reach = random.nextInt(3) == 0 ? bad.length : Math.min(bad.length, 400);
        for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
            bad[random.nextInt(reach)] = (byte)
                    (random.nextBoolean() ? random.nextInt(256) : "0123456789{}[],:\"-eE.".charAt(random.nextInt(21)));
        }
        return bad;
    }

    /** Replaces what stands after a colon. */
    private static byte[] oddValue(byte[] good, RandomGenerator random) {
        int at = random.nextInt(good.length);
        while (at < good.length && good[at] != ':') {
            at++;
        }
        int from = Math.min(at + 1, good.length);
        int to = from;
        while (to < good.length && good[to] != ',' && good[to] != '}' && good[to] != '\n') {
            to++;
        }
        return spliced(good, from, to, ODD[random.nextInt(ODD.length)].getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        byte[] out = new byte[from + between.length + bytes.length - to];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(between, 0, out, from, between.length);
        System.arraycopy(bytes, to, out, from + between.length, bytes.length - to);
        return out;
    }
}
