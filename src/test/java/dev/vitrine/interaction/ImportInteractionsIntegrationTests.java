package dev.vitrine.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;

/** {@code vitrine import interactions}, as it is typed. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.vision.shipped=target/no-models"})
@Import(TestDatabase.class)
class ImportInteractionsIntegrationTests {

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void stock() {
        jdbc.sql("delete from item").update();
        for (String film : List.of("1", "2")) {
            catalog.put(
                    film,
                    new ItemDraft(
                            Map.of("en", "Film " + film),
                            Map.of(),
                            null,
                            Map.of(),
                            new Item.Offer(null, null, null, true),
                            null));
        }
    }

    @Test
    void ratingsOfLongAgoAreRecordedOnceHoweverOftenTheyAreImported() throws IOException {
        Path file = ratings("""
                7,1,4.5,964982703
                7,2,3.0,964982704
                8,2,5.0,964982705
                8,99,5.0,964982706
                """);

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("2 interactions recorded, 0 known already, 1 rows left out, 1 refused.")
                .contains("line 5: There is no item with the id \"99\".");
        assertThat(interactions.recent("7", 10)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("like");
            assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(964982703));
        });

        run(file.toString());

        assertThat(out.toString()).contains("0 interactions recorded, 2 known already");
        assertThat(interactions.count()).isEqualTo(2);
    }

    @Test
    void anImportThatWasInterruptedIsRepeatedToTheSameEnd() throws IOException {
        List<String> rows = IntStream.range(0, 5000)
                .mapToObj(i -> "u" + i % 700 + "," + (1 + i % 2) + ",4.0," + (964982703 + i))
                .toList();
        Path all = ratings(String.join("\n", rows) + "\n");
        Path half = folder.resolve("half.csv");
        Files.writeString(
                half, Files.readAllLines(all).stream().limit(2501).collect(Collectors.joining("\n", "", "\n")));

        assertThat(run(half.toString())).isZero();
        assertThat(run(all.toString())).isZero();

        assertThat(interactions.count()).isEqualTo(5000);
        assertThat(out.toString()).contains("2500 interactions recorded, 2500 known already");
    }

    @Test
    void aReportHoldsEveryRefusedRow() throws IOException {
        Path file = ratings(IntStream.range(0, 30)
                .mapToObj(i -> "u,x" + i + ",5,964982703\n")
                .collect(Collectors.joining()));
        Path report = folder.resolve("rejects.tsv");

        run(file.toString(), "--rejects", report.toString());

        assertThat(Files.readAllLines(report)).hasSize(31).last().asString().startsWith("31\tThere is no item");
        run(file.toString());
        assertThat(out.toString()).contains("and 20 more; --rejects FILE");
    }

    @Test
    void unknownTypesAndFilesAreRefusedBeforeAnythingIsRead() throws IOException {
        Path file = ratings("7,1,4.5,964982703\n");
        var err = new StringWriter();

        assertThat(run(err, file.toString(), "--type", "adore")).isEqualTo(1);
        assertThat(run(err, folder.resolve("nowhere.csv").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("adore").contains("There is no file");
        assertThat(interactions.count()).isZero();
    }

    private Path ratings(String rows) throws IOException {
        return Files.writeString(folder.resolve("ratings.csv"), "userId,movieId,rating,timestamp\n" + rows);
    }

    private int run(String... arguments) {
        return run(new StringWriter(), arguments);
    }

    private int run(StringWriter err, String... arguments) {
        return new CommandLine(new ImportInteractionsCommand(interactions))
                .setOut(new PrintWriter(out, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.write(failure.getMessage());
                    return 1;
                })
                .execute(arguments);
    }
}
