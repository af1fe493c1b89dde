package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.enrichment.Captions;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Label;
import dev.vitrine.enrichment.Orders;
import dev.vitrine.enrichment.Orders.CaptionOrder;
import dev.vitrine.enrichment.Orders.TagOrder;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.Statements;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import dev.vitrine.work.Job;
import dev.vitrine.work.Jobs;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A server as it is started for a shop, killed in the middle of what an operator ordered. The test itself does no work. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.vision.kernels=eager"})
@Import(TestDatabase.class)
class KilledServerIntegrationTests {

    private static final int ITEMS = 60;
    private static final int SIGKILL = 128 + 9;
    private static final String VOCABULARY = "colour";
    private static final Style STYLE = new Style("en", "concise");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path home;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Vocabularies vocabularies;

    @Autowired
    private Captions captions;

    @Autowired
    private Orders orders;

    @Autowired
    private Statements statements;

    @Autowired
    private Jobs jobs;

    @Autowired
    private JdbcConnectionDetails database;

    private final List<Process> started = new ArrayList<>();

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) {
        registry.add("vitrine.home", home::toString);
    }

    @AfterEach
    void endAllServers() throws InterruptedException {
        for (Process server : started) {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void aBatchGoesOnAfterItsServerWasKilledAndWhatAnOperatorEditedStands() throws Exception {
        List<Long> items = fill();
        Job tags = orders.tag("lin", null, new TagOrder(List.of(VOCABULARY), false));
        Process server = start();
        until(server, () -> !jobs.job(tags.id()).isOpen());
        Job writing =
                orders.caption("lin", null, new CaptionOrder(captions.wish(List.of(STYLE), null, 1, null), false));
        until(server, () -> jobs.job(writing.id()).done() >= 2);

        Statement tag = one(items.getFirst(), Kind.TAG);
        String label = tag.value().equals("red") ? "blue" : "red";
        statements.edit("lin", tag.id(), label);
        long captioned = items.stream()
                .filter(item -> !standing(item, Kind.CAPTION).isEmpty())
                .findFirst()
                .orElseThrow();
        statements.edit("lin", one(captioned, Kind.CAPTION).id(), "In an operator's words");
        until(server, () -> jobs.job(writing.id()).running() > 0);
        server.destroyForcibly();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(SIGKILL);
        Job left = jobs.job(writing.id());
        assertThat(left.isOpen())
                .as("%d of %d were done", left.done(), left.total())
                .isTrue();

        Job again = orders.tag("lin", null, new TagOrder(List.of(VOCABULARY), false));
        Process next = start();
        until(
                next,
                () -> !jobs.job(writing.id()).isOpen() && !jobs.job(again.id()).isOpen());

        for (Job ended : List.of(jobs.job(tags.id()), jobs.job(writing.id()), jobs.job(again.id()))) {
            assertThat(ended)
                    .extracting(Job::state, Job::total, Job::done, Job::failed, Job::waiting, Job::running)
                    .containsExactly(Job.State.FINISHED, (long) ITEMS, (long) ITEMS, 0L, 0L, 0L);
        }
        for (long item : items) {
            one(item, Kind.TAG);
            one(item, Kind.CAPTION);
        }
        assertThat(one(items.getFirst(), Kind.TAG))
                .extracting(Statement::value, Statement::state, Statement::decidedBy)
                .containsExactly(label, State.EDITED, "lin");
        assertThat(one(captioned, Kind.CAPTION))
                .extracting(Statement::value, Statement::state, Statement::decidedBy)
                .containsExactly("In an operator's words", State.EDITED, "lin");
    }

    private List<Long> fill() {
        vocabularies.put(new Vocabulary(
                VOCABULARY,
                Map.of("en", List.of("a {} thing")),
                List.of(new Label("red", Map.of("en", "red")), new Label("blue", Map.of("en", "blue"))),
                true,
                0,
                -10, // one of both, rather than none
                null,
                VOCABULARY));
        List<Long> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            items.add(catalog.put(
                            "item-" + i,
                            new ItemDraft(
                                    Map.of("en", "Thing " + i),
                                    Map.of(),
                                    null,
                                    Map.of(),
                                    new Item.Offer(null, null, null, true),
                                    List.of(picture(i))))
                    .key());
        }
        return items;
    }

    private static byte[] picture(int number) {
        var image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(number % 2 == 0 ? 200 : 20, 40, number % 2 == 0 ? 20 : 200));
        graphics.fillRect(0, 0, 32 + number % 32, 32 + number / 2);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A server in a process of its own, on the test's database. */
    private Process start() throws IOException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dai.djl.offline=true",
                        "-DOPT_OUT_TRACKING=true",
                        "-Djava.awt.headless=true",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Vitrine.class.getName(),
                        "--server.port=0",
                        "--vitrine.home=" + home,
                        "--vitrine.demo.enabled=false",
                        "--vitrine.vision.kernels=eager",
                        "--vitrine.work.lease=3s",
                        "--vitrine.enrichment.caption-batch=2",
                        // every caption is offered
                        "--vitrine.enrichment.caption-background=-10")
                .redirectErrorStream(true)
                .redirectOutput(log(started.size()).toFile());
        builder.environment().put("SPRING_DATASOURCE_URL", database.getJdbcUrl());
        builder.environment().put("SPRING_DATASOURCE_USERNAME", String.valueOf(database.getUsername()));
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", String.valueOf(database.getPassword()));
        Process server = builder.start();
        started.add(server);
        return server;
    }

    private static Path log(int number) {
        return home.resolve("server-" + number + ".log");
    }

    private void until(Process server, BooleanSupplier reached) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !server.isAlive() || reached.getAsBoolean());
        assertThat(server.isAlive())
                .as(() -> {
                    try {
                        return Files.readString(log(started.indexOf(server)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .isTrue();
    }

    private List<Statement> standing(long item, Kind kind) {
        return statements.of(item).stream()
                .filter(statement -> statement.kind() == kind)
                .filter(statement -> statement.state() == State.PROPOSED || statement.counts())
                .toList();
    }

    private Statement one(long item, Kind kind) {
        List<Statement> standing = standing(item, kind);
        assertThat(standing).as("%s of %d", kind, item).hasSize(1);
        return standing.getFirst();
    }
}
