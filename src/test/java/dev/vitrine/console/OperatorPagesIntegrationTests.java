package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item.Offer;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.evaluation.offline.Evaluations;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.nightly.Nights;
import dev.vitrine.work.Work;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;

/** Search playground, users, evaluation, nights and models as an operator gets them, and what the API has of the same. */
@SpringBootTest(
        properties = {
            "vitrine.home=target/operator-home",
            "vitrine.vision.shipped=src/test/resources/golden/clip",
            "vitrine.index.model=gelu",
            "vitrine.search.cutoff=0",
            "vitrine.evaluation.most-users=40",
            "vitrine.models.mirror=http://127.0.0.1:9",
            "vitrine.models.proxy=",
            "vitrine.models.attempts=1"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class OperatorPagesIntegrationTests {

    private static final int ITEMS = 16;
    private static final int USERS = 12;

    @Autowired
    private MockMvcTester pages;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Evaluations evaluations;

    @Autowired
    private Nights nights;

    @Autowired
    private Work work;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource database;

    @MockitoBean
    private DemoShop demo;

    @BeforeEach
    void openTheShop() throws IOException {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> evaluations
                        .progress()
                        .filter(Evaluations.Progress::open)
                        .isEmpty());
        jdbc.sql("delete from evaluation_run").update();
        if (catalog.count() == 0) {
            List<Event> log = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                String id = "thing " + i;
                catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", (i % 2 == 0 ? "Red mug " : "Green bag ") + i),
                                Map.of(),
                                i % 2 == 0 ? "mug" : "bag",
                                Map.of(),
                                new Offer(BigDecimal.valueOf(10L + i), "EUR", 5, true),
                                List.of(png(new Color(i % 2 == 0 ? 200 : 20, 10 * i, 40)))));
            }
            for (int user = 0; user < USERS; user++) {
                for (int like = 0; like < 7; like++) {
                    log.add(new Event(
                            null,
                            "user-" + user,
                            "thing " + (2 * ((user + like) % (ITEMS / 2)) + user % 2),
                            "like",
                            Instant.now().minus(Duration.ofDays(20 - 2L * like)).plusSeconds(user),
                            null));
                }
            }
            interactions.record(log);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> work.progress("embed").idle());
    }

    @Test
    void aSearchSaysWhatItsScoresAreMadeOf() throws IOException {
        assertThat(call(get("/console/search?q=red mug")))
                .hasStatusOk()
                .bodyText()
                .contains("Red mug 0", "Picture", "Words", "score");
        var photo = new MockMultipartFile("photo", "p.png", "image/png", png(Color.RED));
        assertThat(call(multipart("/console/search")
                        .file(photo)
                        .param("filter", "category==bag")
                        .header("HX-Request", "true")
                        .with(csrf())))
                .hasStatusOk()
                .hasHeader("HX-Push-Url", "/console/search")
                .bodyText()
                .contains("Green bag 1", "by the photo, too", "hx-swap-oob")
                .doesNotContain("Red mug", "<html");
        assertThat(call(post("/console/search").param("q", "mug").with(csrf())))
                .hasRedirectedUrl("/console/search?q=mug&not=&filter=&user=");
        assertThat(call(get("/api/v1/search?q=red mug&explain=true").accept("application/json")))
                .hasStatusOk()
                .bodyText()
                .contains("\"features\":{", "\"picture\":");
        assertThat(call(get("/api/v1/search?q=red mug"))).bodyText().doesNotContain("features");
    }

    @Test
    void whatCannotBeSearchedIsSaidBesideItsField() {
        assertThat(call(get("/console/search").param("q", "mug").param("filter", "colour=~red")))
                .hasStatus(400)
                .bodyText()
                .containsPattern("id=\"error-filter\"[^>]*>[^<]+<")
                .contains("value=\"mug\"", "value=\"colour=~red\"");
        assertThat(call(get("/console/search")
                        .param("q", "mug")
                        .param("filter", "colour=~red")
                        .header("HX-Request", "true")))
                .hasStatusOk()
                .bodyText()
                .containsPattern("id=\"error-filter\"[^>]*hx-swap-oob[^>]*>[^<]+<")
                .containsPattern("id=\"error-words\"[^>]*></p>");
        assertThat(call(get("/console/search?q=" + "x".repeat(500)))).hasStatusOk();
        assertThat(call(get("/console/search?q=" + "x".repeat(501))))
                .hasStatus(400)
                .bodyText()
                .containsPattern("id=\"error-words\"[^>]*>[^<]*501[^<]*500");
        var text = new MockMultipartFile("photo", "p.png", "image/png", "no picture".getBytes());
        assertThat(call(multipart("/console/search")
                        .file(text)
                        .header("HX-Request", "true")
                        .with(csrf())))
                .hasStatusOk()
                .bodyText()
                .containsPattern("id=\"error-photo\"[^>]*>This file is no picture");
        assertThat(call(get("/console/items").param("filter", "colour=~red")))
                .hasStatus(400)
                .bodyText()
                .containsPattern("id=\"error-filter\"[^>]*>[^<]+<");
        assertThat(call(get("/console/items").param("filter", "category==bag")))
                .bodyText()
                .contains("Green bag 1")
                .doesNotContain("Red mug");
        assertThat(call(get("/console/items").param("filter", "category==bag").param("q", "mug")))
                .bodyText()
                .contains("No item matches");
    }

    @Test
    void aUserIsFoundAndComparedUnderEachFusionWithoutATrace() {
        assertThat(call(get("/console/users?q=user-1")))
                .hasStatusOk()
                .bodyText()
                .contains(">user-1<", ">user-10<", ">user-11<")
                .doesNotContain(">user-2<");
        assertThat(call(get("/console/users?q=nobody"))).bodyText().contains("No user&#39;s id begins with “nobody”");
        assertThat(call(get("/console/users?q=" + "x".repeat(201)))).hasStatus(400);

        long shown = shown();
        assertThat(call(get("/console/users/one?user=user-0")))
                .hasStatusOk()
                .bodyText()
                .contains("rests on 7 positive", "id=\"fusion-early\"", "id=\"fusion-late\"", "id=\"fusion-hybrid\"")
                .contains("What they like", "Red mug", "has not yet taught a network", "Likeness");
        assertThat(call(get("/console/users/one?user=stranger")))
                .hasStatusOk()
                .bodyText()
                .contains("Nothing is known of this user", "Nothing yet.");
        assertThat(call(get("/console/users/one?user= "))).hasStatus(400);
        assertThat(call(get("/api/v1/admin/users/user-0/fusions?limit=3")))
                .hasStatusOk()
                .bodyText()
                .contains("\"fusion\":\"early\",\"served\":\"early\"", "\"fusion\":\"hybrid\",\"served\":\"late\"")
                .contains("\"features\":{");
        assertThat(call(get("/api/v1/admin/users/user-0/fusions?limit=101"))).hasStatus(400);
        assertThat(shown()).isEqualTo(shown);
    }

    private long shown() {
        return jdbc.sql("select count(*) from recommendation").query(Long.class).single();
    }

    @Test
    void anEvaluationRunsOneAtATimeAndIsComparedWithAnother() throws IOException {
        assertThat(call(get("/console/evaluation"))).bodyText().contains("No run is stored yet");
        assertThat(call(start().param("users", "41")))
                .hasStatus(400)
                .bodyText()
                .containsPattern("id=\"error-users\"[^>]*>users must be from 1 to 40, but is 41");
        assertThat(call(start().param("split", "never")))
                .hasStatus(400)
                .bodyText()
                .contains("time, last, tail", "never");
        assertThat(call(start().param("method", "guessing"))).hasStatus(400);
        assertThat(call(post("/console/evaluation").param("action", "pray").with(csrf())))
                .hasStatus(400);

        long first = run("tail", "random", "late");
        long second = run("last", "random", "image");
        assertThat(call(get("/console/evaluation").param("run", first + "", second + "")))
                .hasStatusOk()
                .bodyText()
                .contains("Run " + first, "Run " + second, "random", "late", "image", "NDCG@10", "class=\"change")
                .contains("id=\"plot\"", "dark=true");
        for (String dark : List.of("true", "false")) {
            byte[] plot = call(get("/console/evaluation/plot")
                            .param("run", first + "", second + "")
                            .param("dark", dark))
                    .getResponse()
                    .getContentAsByteArray();
            BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(plot));
            assertThat(drawn.getWidth()).isEqualTo(1000);
            assertThat(new Color(drawn.getRGB(1, 1)).getRed() < 100).isEqualTo(dark.equals("true"));
        }
        assertThat(call(get("/console/evaluation?run=" + (second + 1)))).hasStatus(404);
        assertThat(call(get("/console/evaluation?run=1&run=2&run=3&run=4&run=5&run=6")))
                .hasStatus(400);
        assertThat(call(get("/console/evaluation?measure=luck")))
                .hasStatus(400)
                .bodyText()
                .contains("NDCG@10");
        assertThat(call(get("/api/v1/admin/evaluations")))
                .hasStatusOk()
                .bodyText()
                .contains("\"id\":" + second, "\"state\":\"done\"");
        assertThat(call(get("/api/v1/admin/evaluations/" + first)))
                .hasStatusOk()
                .bodyText()
                .contains("\"NDCG@10\"");
        assertThat(call(get("/api/v1/admin/evaluations/plot?run=" + first)))
                .hasStatusOk()
                .hasContentType("image/png");
    }

    @Test
    void anEvaluationThatIsStoppedLeavesNothing() {
        assertThat(call(start().param("split", "tail"))).hasStatus(302);
        MvcTestResult again = call(post("/api/v1/admin/evaluations"));
        if (again.getResponse().getStatus() == 202) { // the first one is through already
            await().until(() -> evaluations.progress().orElseThrow().state() != Evaluations.State.RUNNING);
            return;
        }
        assertThat(again).hasStatus(409).bodyText().contains("evaluation-running");
        evaluations.stop();
        assertThat(call(get("/console/evaluation"))).bodyText().contains("The run was stopped");
        assertThat(evaluations.latest(1)).isEmpty();
    }

    @Test
    void anEvaluationIsBrokenOffWhenItsServerDies() throws SQLException {
        jdbc.sql("delete from evaluation_making").update();
        jdbc.sql("""
                        insert into evaluation_making (split, state, started_at, done, lists, doing)
                        values ('tail', 'running', now(), 7, 90, 'late')""").update();
        try (Connection other = database.getConnection()) {
            lock(other, "pg_advisory_lock");
            assertThat(call(get("/api/v1/admin/evaluations")))
                    .bodyText()
                    .contains("\"state\":\"running\"", "\"done\":7");
            assertThat(call(get("/console/evaluation"))).bodyText().contains("A run is under way", "every 1s");
            assertThat(call(post("/api/v1/admin/evaluations")))
                    .as("another server makes it")
                    .hasStatus(409);
            lock(other, "pg_advisory_unlock"); // as PostgreSQL does it where the connection ends
        }

        assertThat(call(get("/api/v1/admin/evaluations"))).bodyText().contains("\"state\":\"broken\"", "\"done\":7");
        assertThat(call(get("/console/evaluation")))
                .bodyText()
                .contains("The run broke off")
                .doesNotContain("every 1s");
        assertThat(call(get("/console/evaluation").header("Accept-Language", "zh")))
                .bodyText()
                .contains("评估已中断");
        assertThat(call(post("/api/v1/admin/evaluations/stop"))).hasStatus(204);
        assertThat(evaluations.progress().orElseThrow().state()).isEqualTo(Evaluations.State.BROKEN);

        run("tail", "random");
        assertThat(evaluations.progress().orElseThrow().state()).isEqualTo(Evaluations.State.DONE);
    }

    @Test
    void aServerStopsTheRunOfAnother() throws SQLException {
        jdbc.sql("delete from evaluation_making").update();
        jdbc.sql("insert into evaluation_making (split, state, started_at) values ('tail', 'running', now())")
                .update();
        try (Connection other = database.getConnection()) {
            lock(other, "pg_advisory_lock");
            evaluations.stop();
            lock(other, "pg_advisory_unlock");
        }
        assertThat(evaluations.progress().orElseThrow().state()).isEqualTo(Evaluations.State.STOPPED);
    }

    private static void lock(Connection connection, String how) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select " + how + "(7002)");
        }
    }

    private AbstractMockHttpServletRequestBuilder<?> start() {
        return post("/console/evaluation").param("action", "start").with(csrf());
    }

    /** Lets it run to its end; its number. */
    private long run(String split, String... methods) {
        assertThat(call(start().param("split", split).param("method", methods)))
                .hasRedirectedUrl("/console/evaluation");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> !evaluations.progress().orElseThrow().open());
        Evaluations.Progress done = evaluations.progress().orElseThrow();
        assertThat(done.reason()).isNull();
        assertThat(done.done()).isEqualTo(done.of());
        Long run = done.run();
        assertThat(run).isNotNull();
        return run;
    }

    @Test
    void aNightIsBegunAndToldStepByStep() {
        assertThat(call(post("/console/nights").param("action", "start").with(csrf())))
                .hasRedirectedUrl("/console/nights");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> nights.all(1).getFirst().ended());
        long night = nights.all(1).getFirst().id();
        assertThat(call(get("/console/nights")))
                .hasStatusOk()
                .bodyText()
                .contains("Night " + night, "What goes together", "Users&#39; interests", "neighbours of", "done");
        assertThat(call(get("/console"))).bodyText().contains("Night " + night, "Database", "Recommendations");
        assertThat(call(post("/console/nights")
                        .param("action", "stop")
                        .param("night", night + "")
                        .with(csrf())))
                .hasStatus(409);
        assertThat(call(post("/console/nights").param("action", "stop").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("night must be");
        assertThat(call(post("/console/nights").param("action", "sleep").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("sleep");
    }

    @Test
    void modelsAreToldPulledAndRemoved() throws IOException {
        assertThat(call(get("/console/models")))
                .hasStatusOk()
                .bodyText()
                .contains("id=\"model-gelu\"", "serves", "times eager code", "clip-vit-b-32", "Pull", "MIT")
                .containsPattern("(?s)id=\"model-gelu\".{0,900}Revision");
        assertThat(call(models("remove", "gelu"))).hasStatus(409).bodyText().contains("came with the program");
        assertThat(call(models("remove", "nowhere"))).hasStatus(404);
        assertThat(call(models("eat", "gelu"))).hasStatus(400).bodyText().contains("pull or remove");
        assertThat(call(models("pull", "nowhere"))).hasStatus(404);
        assertThat(call(models("pull", "clip-vit-b-32"))).hasStatus(302);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(call(get("/console/models")))
                        .bodyText()
                        .containsPattern("(?s)id=\"model-clip-vit-b-32\".*said wrong"));
        for (boolean byApi : List.of(true, false)) {
            Path own = Files.createDirectories(Path.of("target/operator-home/models/mine"));
            Files.writeString(own.resolve("config.json"), "{}");
            assertThat(call(get("/console/models"))).bodyText().contains("Remove mine from this machine?");
            assertThat(call(byApi ? delete("/api/v1/admin/models/mine") : models("remove", "mine")))
                    .hasStatus(byApi ? 204 : 302);
            assertThat(own).doesNotExist();
        }
        assertThat(call(post("/console/models/spaces")
                        .param("action", "rollback")
                        .with(csrf())))
                .hasStatus(409);
        assertThat(call(post("/console/models/spaces")
                        .param("action", "activate")
                        .param("space", "999")
                        .with(csrf())))
                .hasStatus(404);
    }

    private static AbstractMockHttpServletRequestBuilder<?> models(String action, String model) {
        return post("/console/models")
                .param("action", action)
                .param("model", model)
                .with(csrf());
    }

    @Test
    void aPictureShowsWhereItMatchesWords() {
        assertThat(call(get("/console/items/thing 0/why?q=red mug").header("HX-Request", "true")))
                .hasStatusOk()
                .bodyText()
                .contains("id=\"why\"", "/why/overlay?q=red%20mug", "Likeness (cosine)")
                .doesNotContain("<html");
        assertThat(call(get("/console/items/thing 0/why/overlay?q=red mug")))
                .hasStatusOk()
                .hasContentType("image/png");
        assertThat(call(get("/console/items/thing 0/why?q=")))
                .hasStatus(400)
                .bodyText()
                .containsPattern("id=\"why-wrong\"[^>]*>[^<]*between 1 and 500");
        assertThat(call(get("/console/items/thing 0/why?q=mug&picture=7"))).hasStatus(400);
        assertThat(call(get("/console/items/nothing/why?q=mug"))).hasStatus(404);
        assertThat(call(get("/console/items/thing 0"))).bodyText().contains("id=\"why-q\"");
    }

    @Test
    void nobodyElseMayLookOrAct() {
        for (String path : List.of(
                "/console/search",
                "/console/users",
                "/console/users/one?user=user-0",
                "/console/evaluation",
                "/console/evaluation/plot?run=1",
                "/console/nights",
                "/console/models",
                "/console/items/thing 0/why/overlay?q=mug")) {
            assertThat(pages.perform(get(path).header(HttpHeaders.ACCEPT, "text/html")))
                    .as(path)
                    .hasStatus(302)
                    .redirectedUrl()
                    .endsWith("/console/login");
            assertThat(pages.perform(get(path).with(user("shop").roles("SHOP"))))
                    .as(path)
                    .hasStatus(403);
        }
        for (String path :
                List.of("/console/nights", "/console/models", "/console/models/spaces", "/console/evaluation")) {
            assertThat(pages.perform(post(path).with(csrf()).with(user("shop").roles("SHOP"))))
                    .as(path)
                    .hasStatus(403);
            assertThat(call(post(path).param("action", "start")))
                    .as("%s without a token", path)
                    .hasStatus(403);
        }
        for (String path : List.of("/api/v1/admin/evaluations", "/api/v1/admin/users/ann/fusions")) {
            assertThat(pages.perform(get(path).with(user("shop").roles("SHOP"))))
                    .hasStatus(403);
        }
    }

    private MvcTestResult call(AbstractMockHttpServletRequestBuilder<?> request) {
        return pages.perform(request.with(user("admin").roles("ADMIN")).header(HttpHeaders.ACCEPT, "text/html, */*"));
    }

    private static byte[] png(Color colour) throws IOException {
        var image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 64, 64);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
