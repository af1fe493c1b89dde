package dev.vitrine.evaluation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.index.Space;
import dev.vitrine.index.SpaceState;
import dev.vitrine.index.Spaces;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.work.Work;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import picocli.CommandLine;

/** A small random model learns a shop of coloured shapes, in the order of the story. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "vitrine.vision.shipped=src/test/resources/golden/clip",
            "vitrine.index.model=quick",
            "vitrine.index.refresh=50ms"
        })
@Import(TestDatabase.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainCatalogueIntegrationTests {

    private static final Map<String, Color> COLOURS = Map.of(
            "red", Color.RED, "green", Color.GREEN, "blue", Color.BLUE, "black", Color.BLACK, "yellow", Color.YELLOW);
    private static final List<String> SHAPES = List.of("ball", "block", "bar", "frame");
    private static final int EACH = 8;
    private static final int ITEMS = 160;

    @TempDir
    private static Path home;

    @Autowired
    private Adaptation adaptation;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Spaces spaces;

    @Autowired
    private VectorIndex index;

    @Autowired
    private Work work;

    private String printed = "";

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) {
        registry.add("vitrine.home", home::toString);
    }

    @Test
    @Order(1)
    void aShopWithoutItemsIsToldHowManyItTakes() {
        assertThat(train()).isEqualTo(1);
        assertThat(printed).contains("Of the shop's 0 items 0", "at least 100 and 20 are needed");
    }

    @Test
    @Order(2)
    void optionsOutsideTheirLimitsAreNamed() {
        assertThat(train("--held-out", "0.95")).isEqualTo(2);
        assertThat(printed).contains("--held-out is 0.01 to 0.9, not 0.95");
        assertThat(train("--minutes", "0")).isEqualTo(2);
        assertThat(printed).contains("--minutes is 0.01 to 10080, not 0");
        assertThat(train("--steps", "0")).isEqualTo(2);
        assertThat(train("--rate", "2")).isEqualTo(2);
        assertThat(train("--items", "0")).isEqualTo(2);
    }

    @Test
    @Order(3)
    void aDryRunMeasuresAndChangesNothing() {
        openTheShop();

        assertThat(train("--dry-run", "--held-out", "0.3")).isZero();

        assertThat(printed)
                .contains(
                        ITEMS + " items with pictures", "held out by title (30 %", "category (4), colour (5)", "R@10");
        assertThat(home.resolve("models")).doesNotExist();
        assertThat(spaces.all()).hasSize(1);
    }

    @Test
    @Order(4)
    void aModelThatIsNotBetterIsKeptButDoesNotServe() {
        Space before = spaces.active();

        assertThat(train("--held-out", "0.3", "--steps", "1", "--head-steps", "0", "--rate", "1e-8", "--name", "same"))
                .isZero();

        assertThat(printed).contains("The new model is not better", "quick stays in use");
        assertThat(home.resolve("models/same/model.safetensors")).exists();
        assertThat(spaces.active()).isEqualTo(before);
        assertThat(spaces.all()).hasSize(1);
        assertThat(train("--name", "same")).isEqualTo(1);
        assertThat(printed).contains("There is a model \"same\" already");
        assertThat(train("--name", "../same")).isEqualTo(1);
    }

    @Test
    @Order(5)
    void aBetterModelServesWithTheVectorsOfEveryItem() {
        Space before = spaces.active();

        assertThat(train("--held-out", "0.3", "--steps", "150", "--head-steps", "50", "--rate", "3e-3"))
                .as(printed)
                .isZero();

        assertThat(printed).contains("heads ", "pairs 150/150", "The new model is better", "catalogue-1");
        Space now = spaces.active();
        assertThat(now.model()).isEqualTo("catalogue-1");
        assertThat(spaces.state(now.id()).items()).isEqualTo(ITEMS);
        assertThat(spaces.state(before.id()).state()).isEqualTo(SpaceState.Stage.RETIRED);
        await().atMost(Duration.ofSeconds(5)).until(() -> index.space().equals(now));
        assertThat(leftAside()).isEmpty();
        assertThat(home.resolve("models/catalogue-1")).isDirectoryContaining("glob:**training.json");
    }

    @Test
    @Order(6)
    void theNextTrainingHoldsTheSameTitlesOut() {
        assertThat(evaluate("--json")).isZero();
        assertThat(printed).contains("\"model\" : \"catalogue-1\"").doesNotContain("flatters");
        assertThat(evaluate("--model", "quick", "--seed", "9")).isZero();
        assertThat(printed).contains("quick@", "catalogue-1@", "--held-out 0.3 --seed 1", "flatters it");
    }

    @Test
    @Order(7)
    void aTextSideIsLockedOnRequest() throws IOException {
        assertThat(train("--text", "borrowed")).isEqualTo(2);
        assertThat(printed).contains("own", "locked");

        assertThat(train("--text", "locked", "--steps", "60", "--head-steps", "0", "--name", "words"))
                .as(printed)
                .isZero();

        assertThat(printed).contains("different texts of", "all-minilm-l6-v2 and bge-small-zh-v1.5", "words@");
        assertThat(Files.readString(home.resolve("models/words/config.json"))).contains("locked_text_clip");
        assertThat(evaluate("--model", "words")).isZero();
        assertThat(printed).contains("catalogue-1@", "words@");
        Space space = spaces.build("words");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> spaces.state(space.id()).items() == ITEMS);
    }

    private static List<String> leftAside() {
        try (Stream<Path> files = Files.list(home.resolve("models"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int train(String... arguments) {
        return run(new TrainCatalogueCommand(adaptation, spaces), arguments);
    }

    private int evaluate(String... arguments) {
        return run(new EvaluateCatalogueCommand(adaptation, spaces), arguments);
    }

    /** As the program runs a command. */
    private int run(Object command, String... arguments) {
        var output = new StringWriter();
        var writer = new PrintWriter(output);
        int status = new CommandLine(command)
                .setOut(writer)
                .setErr(writer)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    writer.println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
        printed = output.toString();
        return status;
    }

    private void openTheShop() {
        for (String colour : COLOURS.keySet()) {
            for (String shape : SHAPES) {
                for (int i = 0; i < EACH; i++) {
                    catalog.put(
                            colour + shape + i,
                            new ItemDraft(
                                    Map.of("en", colour + " " + shape + " " + i),
                                    Map.of(),
                                    shape,
                                    Map.of("colour", colour),
                                    new Item.Offer(null, null, null, true),
                                    List.of(png(shape, COLOURS.getOrDefault(colour, Color.GRAY), i))));
                }
            }
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> work.progress("embed").idle());
    }

    private static byte[] png(String shape, Color colour, int shift) {
        var image = new BufferedImage(48, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 48, 48);
        pen.setColor(colour);
        switch (shape) {
            case "ball" -> pen.fillOval(4 + shift, 6, 32, 32);
            case "block" -> pen.fillRect(4 + shift, 6, 32, 32);
            case "bar" -> pen.fillRect(4 + shift, 20, 36, 8);
            default -> {
                pen.fillRect(4 + shift, 6, 32, 32);
                pen.setColor(Color.WHITE);
                pen.fillRect(12 + shift, 14, 16, 16);
            }
        }
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
