package dev.vitrine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bench as it is called, on as few items as it takes; how fast they are is not asked. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.vision.shipped=target/no-models"})
@Import(TestDatabase.class)
class BenchEnrichIntegrationTests {

    private static final int ITEMS = 20;

    @Autowired
    private DataSource shop;

    @Autowired
    private JdbcConnectionDetails details;

    @Autowired
    private JdbcClient jdbc;

    @TempDir
    private Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tagsAndCaptionsOfAllItemsAreMeasuredAndNothingIsLeft() {
        long before = databases();
        long items = items();
        assertThat(run("--items", ITEMS + "", "--rounds", "2", "--seconds", "1", "--json"))
                .as(err.toString())
                .isZero();

        JsonNode answer = JsonMapper.shared().readTree(out.toString());
        JsonNode tagging = answer.get("tagging");
        assertThat(tagging.get("labels").asInt()).isEqualTo(50);
        assertThat(tagging.get("embeddingSeconds")).hasSize(2);
        assertThat(tagging.get("taggingSeconds")).hasSize(2);
        assertThat(tagging.get("tags").asInt()).isEqualTo(ITEMS);
        assertThat(tagging.get("ratio").asDouble())
                .isEqualTo(tagging.get("taggingMedian").asDouble()
                        / tagging.get("embeddingMedian").asDouble());
        JsonNode captioning = answer.get("captioning");
        assertThat(captioning.get("captioned").asInt()).isEqualTo(ITEMS);
        assertThat(captioning.get("perSecond").asDouble()).isPositive();
        for (String when : List.of("alone", "meanwhile")) {
            assertThat(captioning.get(when).get("count").asInt()).as(when).isPositive();
            assertThat(captioning.get(when).get("errors").asInt()).as(when).isZero();
        }
        assertThat(databases()).isEqualTo(before);
        assertThat(items()).as("of the shop").isEqualTo(items);
    }

    @Test
    void whatIsOutOfBoundsIsRefused() {
        assertThat(run("--items", "19")).isEqualTo(2);
        assertThat(run("--rounds", "101")).isEqualTo(2);
        assertThat(run("--seconds", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--items is 20 to 100,000, not 19", "--rounds is 1 to 100", "--seconds is 1 to");
    }

    @Test
    void aMedianIsInTheMiddle() {
        assertThat(EnrichmentBench.median(List.of(3.0, 1.0, 9.0))).isEqualTo(3);
        assertThat(EnrichmentBench.median(List.of(3.0, 1.0, 9.0, 5.0))).isEqualTo(4);
    }

    private long items() {
        return jdbc.sql("select count(*) from item").query(Long.class).single();
    }

    private long databases() {
        return jdbc.sql("select count(*) from pg_database where datname like 'vitrine_bench_%'")
                .query(Long.class)
                .single();
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchEnrichCommand(
                        shop,
                        details.getJdbcUrl(),
                        String.valueOf(details.getUsername()),
                        String.valueOf(details.getPassword()),
                        home))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
