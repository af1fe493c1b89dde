package dev.vitrine.evaluation.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.evaluation.offline.Scores.OfMethod;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.ranking.Ranking;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine;

/** A shop of two tastes: who likes mugs likes other mugs next. No model is needed: behaviour and words tell. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.vision.shipped=target/no-models"})
@Import(TestDatabase.class)
class EvaluationIntegrationTests {

    private static final int KIND = 25;
    private static final int USERS = 60;
    private static final int LIKES = 10;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Splits splits;

    @Autowired
    private Evaluation evaluation;

    @Autowired
    private EvaluationStore store;

    @Autowired
    private List<Method> methods;

    @Autowired
    private Ranking ranking;

    @Autowired
    private JdbcClient jdbc;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from evaluation_run").update();
        for (int i = 0; i < KIND; i++) {
            put("mug" + i, "Stoneware mug");
            put("scarf" + i, "Woollen scarf");
        }
        var random = new Random(1);
        List<Event> events = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, KIND).boxed().toList());
            Collections.shuffle(order, random);
            for (int i = 0; i < LIKES; i++) {
                Instant at = Instant.now().minus(Duration.ofDays(60 - 5L * i)).plusSeconds(user);
                events.add(new Event(
                        null, "u" + user, (user % 2 == 0 ? "mug" : "scarf") + order.get(i), "like", at, null));
            }
        }
        interactions.record(events);
    }

    /** What takes part in the comparison of cuts; the others run in the test of all. */
    private static final List<String> COMPARED = List.of("random", "popularity", "ease", "item-knn", "words", "late");

    @Test
    void everyMethodRunsAlsoWithoutAModel() {
        Scores scores = evaluation.of(
                splits.of(Splits.Kind.last, interactions.all()), methods, 20, (method, user, items) -> {}, doing -> {});

        assertThat(scores.methods())
                .extracting(OfMethod::name)
                .contains("image", "text", "random-vectors", "late", "late-unlearnt", "popularity-recent");
        assertThat(scores.methods()).allSatisfy(method -> {
            assertThat(method.ndcg()).isBetween(0.0, 1.0);
            assertThat(method.coverage()).isBetween(0.0, 1.0);
        });
    }

    @Test
    void behaviourAndWordsBeatPopularityAndThatBeatsChanceOnEveryCut() {
        for (Splits.Kind kind : Splits.Kind.values()) {
            Split split = splits.of(kind, interactions.all());
            Scores scores = evaluation.of(
                    split,
                    methods.stream()
                            .filter(method -> COMPARED.contains(method.name()))
                            .toList(),
                    20,
                    (method, user, items) -> {},
                    doing -> {});

            assertThat(scores.users()).isEqualTo(USERS);
            double random = score(scores, "random");
            double popular = score(scores, "popularity");
            assertThat(score(scores, "ease")).as("ease on %s", kind).isGreaterThan(popular);
            assertThat(score(scores, "item-knn")).as("knn on %s", kind).isGreaterThan(popular);
            assertThat(score(scores, "words")).as("words on %s", kind).isGreaterThan(random);
            assertThat(score(scores, "late")).as("late on %s", kind).isGreaterThan(popular);
        }
    }

    @Test
    void aCutKnowsNothingOfWhatFollows() {
        Split last = splits.of(Splits.Kind.last, interactions.all());
        Split time = splits.of(Splits.Kind.time, interactions.all());

        assertThat(last.train()).hasSize(USERS * (LIKES - 1));
        assertThat(last.cases()).allSatisfy(user -> {
            assertThat(user.next()).hasSize(1);
            assertThat(user.before()).allMatch(event -> !event.at().isAfter(user.at()));
            assertThat(user.before()).noneMatch(event -> user.next().contains(event.item()));
        });
        assertThat(time.train())
                .allMatch(event -> event.at().isBefore(time.cases().getFirst().at()));
        assertThat(splits.of(Splits.Kind.tail, interactions.all()).cases())
                .allSatisfy(user -> assertThat(user.next()).hasSize(2));
    }

    @Test
    void theCommandPrintsStoresComparesAndExports() throws IOException {
        assertThat(run(
                        "--split",
                        "last",
                        "--methods",
                        "random,ease",
                        "--lists",
                        folder.resolve("lists").toString(),
                        "--plots",
                        folder.resolve("plots").toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("split \"last\": 60 users, 50 items")
                .contains("ease");
        List<String> lists = Files.readAllLines(folder.resolve("lists/ease.tsv"));
        assertThat(lists).hasSize(USERS).first().asString().matches("u\\d+\t(mug|scarf)\\d+(,(mug|scarf)\\d+)*");
        assertThat(Files.readAllBytes(folder.resolve("plots/last-NDCG-10.png"))).startsWith(0x89, 'P', 'N', 'G');

        assertThat(run("--split", "last", "--methods", "ease", "--json")).isZero();
        assertThat(out.toString()).contains("\"NDCG@10\"");
        out.getBuffer().setLength(0);
        assertThat(run("--split", "last", "--methods", "ease")).isZero();
        assertThat(out.toString()).contains("since run").contains("+0.0000");
    }

    @Test
    void aGivenCutIsEvaluatedAmongGivenItems() throws IOException {
        Path train = Files.writeString(
                folder.resolve("train.tsv"),
                "userId\tmovieId\ttimestamp\n"
                        + IntStream.range(0, 8)
                                .mapToObj(i -> "ann\tmug" + i + "\t" + (1_700_000_000 + i) + "\n")
                                .collect(java.util.stream.Collectors.joining()));
        Path test = Files.writeString(
                folder.resolve("test.tsv"),
                "userId\tmovieId\ttimestamp\nann\tmug9\t1700000100\nann\tmug1\t1700000100\n");
        Path among = Files.writeString(folder.resolve("among.tsv"), "movieId\nmug9\nmug10\nscarf1\n");

        assertThat(run(
                        "--train",
                        train.toString(),
                        "--test",
                        test.toString(),
                        "--among",
                        among.toString(),
                        "--name",
                        "mine",
                        "--methods",
                        "words",
                        "--lists",
                        folder.toString()))
                .as(err.toString())
                .isZero();

        assertThat(out.toString()).contains("split \"mine\": 1 users, 3 items");
        assertThat(Files.readString(folder.resolve("words.tsv")))
                .startsWith("ann\tmug")
                .doesNotContain("mug1,", "mug2");
    }

    @Test
    void wrongUsesSayWhatIsWrong() {
        assertThat(run("--methods", "magic")).isEqualTo(2);
        assertThat(run("--length", "19")).isEqualTo(2);
        assertThat(run("--test", "x.tsv")).isEqualTo(2);
        assertThat(err.toString()).contains("no method \"magic\"", "20 to 1000", "--train and --test go together");
        assertThatThrownBy(() -> splits.of("x", Path.of("nowhere.tsv"), Path.of("nowhere.tsv"), null))
                .hasMessageContaining("nowhere.tsv");
    }

    private static double score(Scores scores, String method) {
        return scores.methods().stream()
                .filter(each -> each.name().equals(method))
                .findFirst()
                .orElseThrow()
                .ndcg();
    }

    private int run(String... arguments) {
        return new CommandLine(new EvaluateCommand(
                        interactions, splits, evaluation, store, methods, ranking, catalog, Clock.systemUTC()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    private void put(String id, String title) {
        catalog.put(
                id,
                new ItemDraft(
                        Map.of("en", title), Map.of(), null, Map.of(), new Item.Offer(null, null, null, true), null));
    }
}
