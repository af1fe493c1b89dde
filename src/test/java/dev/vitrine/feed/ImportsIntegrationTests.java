package dev.vitrine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.jayway.jsonpath.JsonPath;
import com.sun.net.httpserver.HttpServer;
import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Drawn;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.AbstractMockMultipartHttpServletRequestBuilder;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/** Files of items into the database: by the command, by the API and by the page. */
@SpringBootTest(
        properties = {
            "vitrine.vision.shipped=target/no-models",
            "vitrine.catalog.max-picture-size=2KB",
            "vitrine.catalog.max-pictures=3",
            "vitrine.catalog.fetch.allow-private=true",
            "vitrine.feed.part=3",
            "vitrine.feed.preview=2",
            "vitrine.feed.checked=4",
            "vitrine.feed.pause=1ms",
            "vitrine.feed.kept=3",
            "vitrine.work.poll=20ms"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class ImportsIntegrationTests {

    private static final byte[] RED = Drawn.png(16, 16, Color.RED);
    private static final byte[] BLUE = Drawn.png(16, 16, Color.BLUE);

    @TempDir
    private static Path home;

    @TempDir
    private Path folder;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Imports imports;

    @Autowired
    private Intake intake;

    @Autowired
    private FeedProperties limits;

    @Autowired
    private Clock clock;

    @Autowired
    private Jobs jobs;

    @Autowired
    private Work work;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester api;

    private HttpServer server;

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) {
        registry.add("vitrine.home", home::toString);
    }

    @BeforeEach
    void empty() throws IOException {
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from feed_import").update();
        FileSystemUtils.deleteRecursively(home.resolve("imports"));
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/red.png", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "image/png");
            exchange.sendResponseHeaders(200, RED.length);
            exchange.getResponseBody().write(RED);
            exchange.close();
        });
        server.createContext("/page", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aFileIsImportedAndMayBeInterruptedAndRepeated() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        StringBuilder rows = new StringBuilder("id\ttitle\tprice\n");
        for (int i = 0; i < 20; i++) {
            rows.append(i).append("\tItem ").append(i).append("\t5\n");
            Files.write(images.resolve(i + ".png"), Drawn.png(16, 16, new Color(i * 10, 0, 0)));
        }
        Path file = Files.writeString(folder.resolve("items.tsv"), rows);

        assertThat(run(file)).isZero();
        assertThat(catalog.count()).isEqualTo(20);
        Item last = catalog.item("19");
        assertThat(last.pictures()).hasSize(1);
        assertThat(run(file)).isZero();
        assertThat(catalog.count()).isEqualTo(20);
        assertThat(catalog.item("19")).isEqualTo(last);
    }

    @Test
    void rowsThatAreRefusedAreReportedWithLineAndReasonAndTheOthersStored() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.writeString(images.resolve("3.jpg"), "no picture");
        Path file = Files.writeString(
                folder.resolve("items.csv"), "id,title,price\n1,A,5\n2,B,cheap\n3,C,5\n4,D,5,more\n,E,5\n6,F,5\n");
        Path rejects = folder.resolve("rejects.tsv");

        assertThat(run(file, "--rejects", rejects.toString(), "--currency", "EUR"))
                .isEqualTo(1);

        assertThat(catalog.page(0, 10)).extracting(Item::id).containsExactly("1", "3", "6");
        List<String> refused = Files.readAllLines(rejects);
        assertThat(refused.getFirst()).isEqualTo("line\twhat\treason");
        assertThat(refused.subList(1, refused.size()))
                .extracting(line -> line.split("\t")[0] + line.split("\t")[1])
                .containsExactlyInAnyOrder("3row", "4picture", "5row", "6row");
        assertThat(String.join("\n", refused)).contains("cheap", "no known format");
        assertThat(catalog.item("1").offer().currency()).isEqualTo("EUR");
        assertThat(new CommandLine(command()).execute("--wait=false", "nowhere.tsv"))
                .isEqualTo(1);
        assertThat(new CommandLine(command()).execute()).isEqualTo(2);
    }

    @Test
    void aDryRunStoresNothingAndSaysWhatWouldBeRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("items.csv"), "Nr,Name,Cost\n1,A,5\n2,B,cheap\n");
        assertThat(run(file, "--map", "id=Nr,title=Name,price=Cost", "--dry-run"))
                .isEqualTo(1);
        assertThat(catalog.count()).isZero();
        assertThat(run(file, "--map", "id=Nr,title=Name", "--ignore", "Cost", "--dry-run"))
                .isZero();
        assertThat(catalog.count()).isZero();
    }

    @Test
    void picturesComeFromAZipAndTheWebAndOneThatFailsLosesNoItem() throws IOException {
        String host = "http://127.0.0.1:" + server.getAddress().getPort();
        MvcTestResult answer = send(multipart("/api/v1/admin/imports")
                .file(feed("items.csv", """
                                id,title,image,images
                                zip,Z,a/blue.png,
                                web,W,%1$s/red.png,blue.png
                                bad,B,%1$s/page,%1$s/nowhere.png|missing.png|%1$s/red.png
                                """.formatted(host)))
                .file(new MockMultipartFile("zip", "p.zip", "application/zip", zip("a/blue.png", BLUE))));
        assertThat(answer).hasStatus(202);
        long id = done(answer);

        assertThat(catalog.item("zip").pictures()).hasSize(1);
        assertThat(catalog.item("web").pictures()).hasSize(2);
        assertThat(catalog.item("bad").pictures()).isEmpty();
        FeedImport state = imports.one(id);
        assertThat(state.stored()).isEqualTo(3);
        assertThat(state.refused()).isZero();
        assertThat(state.pictures()).isEqualTo(4);
        assertThat(imports.faults(id))
                .extracting(ImportFault::reason)
                .anyMatch(why -> why.contains("/page") && why.contains("other than a picture"))
                .anyMatch(why -> why.contains("nowhere.png") && why.contains("404"))
                .anyMatch(why -> why.contains("missing.png") && why.contains("no such picture"))
                .anyMatch(why -> why.contains("4 pictures") && why.contains("first 3"));
    }

    @Test
    void picturesThatAreStoredStayUntilAllNewOnesAreThere() throws IOException {
        catalog.put(
                "a",
                new ItemDraft(
                        Map.of(),
                        Map.of(),
                        null,
                        Map.of(),
                        new Item.Offer(null, null, null, true),
                        List.of(BLUE, RED)));
        String host = "http://127.0.0.1:" + server.getAddress().getPort();
        done(send(multipart("/api/v1/admin/imports")
                .file(feed("a.csv", "id,image,images\na," + host + "/red.png," + host + "/gone.png\n"))));
        assertThat(catalog.item("a").pictures()).hasSize(2);
        done(send(multipart("/api/v1/admin/imports").file(feed("a.csv", "id,image\na," + host + "/red.png\n"))));
        assertThat(catalog.item("a").pictures()).hasSize(1);
    }

    @Test
    void anImportByTheApiIsAJobWithAReport() throws IOException {
        long id = done(send(multipart("/api/v1/admin/imports")
                .file(feed(
                        "items.csv",
                        "Nr,Name,Cost,Colour\n" + "1,A,5,red\n2,B,cheap,red\n3,C,5,blue\n4,D,5,\n5,E,5,\n"))
                .param("mapping", "{\"fields\": {\"id\": \"Nr\", \"title\": \"Name\", \"price\": \"Cost\"}}")
                .param("currency", "eur")
                .param("language", "zh")));

        assertThat(catalog.count()).isEqualTo(4);
        assertThat(catalog.item("1").titles()).isEqualTo(Map.of("zh", "A"));
        assertThat(catalog.item("1").attributes()).isEqualTo(Map.of("Colour", "red"));
        assertThat(catalog.item("1").offer().currency()).isEqualTo("EUR");
        assertThat(send(get("/api/v1/admin/imports/" + id)))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"state": {"state": "finished", "total": 5, "stored": 4, "refused": 1, "pictures": 0},
                         "faults": [{"line": 3, "what": "row"}]}""");
        assertThat(send(get("/api/v1/admin/imports/" + id + "/report")))
                .hasStatusOk()
                .hasHeader("Content-Type", ImportReport.TYPE)
                .bodyText()
                .startsWith("line\twhat\treason\n3\trow\t")
                .contains("cheap");
        assertThat(send(get("/api/v1/admin/imports"))).bodyText().contains("items.csv");
        assertThat(jobs.job(java.util.Objects.requireNonNull(imports.one(id).job()))
                        .total())
                .isEqualTo(2);
        assertThat(send(delete("/api/v1/admin/imports/" + id))).hasStatus(204);
        assertThat(send(get("/api/v1/admin/imports/" + id))).hasStatus(404);
        assertThat(catalog.count()).isEqualTo(4);
    }

    @Test
    void aDryRunByTheApiKeepsNothing() throws IOException {
        catalog.put(
                "1", new ItemDraft(Map.of(), Map.of(), null, Map.of(), new Item.Offer(null, null, null, true), null));
        assertThat(send(multipart("/api/v1/admin/imports")
                        .file(feed("items.csv", "id,title,price\n1,A,5\n2,B,5\n3,C,cheap\n4,D,5\n5,E,cheap\n"))
                        .param("dryRun", "true")))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"preview": {"total": 5, "checked": 4, "refused": 1,
                          "columns": [{"name": "id", "meaning": "id", "example": "1"}, {"name": "title"}, {"name": "price"}],
                          "rows": [{"line": 2, "becomes": "changed"}, {"line": 3, "becomes": "new", "title": "B"}],
                          "faults": [{"line": 4}]}}""");
        assertThat(catalog.count()).isEqualTo(1);
        assertThat(imports.all()).isEmpty();
        try (var left = Files.list(home.resolve("imports"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatCannotBeImportedIsSaidAndLeavesNothingBehind() throws IOException {
        refused(multipart("/api/v1/admin/imports").file(feed("items.csv", "name\nA\n")), 400, "No column holds the id");
        refused(multipart("/api/v1/admin/imports").file(feed("items.csv", "id\n")), 422, "no rows");
        refused(multipart("/api/v1/admin/imports").file(feed("items.pdf", "id\n1\n")), 422, "ends in none of");
        refused(multipart("/api/v1/admin/imports").file(feed("a.xml", "<!DOCTYPE a><rss/>")), 422, "document type");
        refused(
                multipart("/api/v1/admin/imports")
                        .file(feed("a.csv", "id\n1\n"))
                        .file(new MockMultipartFile("zip", "p.zip", null, zip("../a.png", RED))),
                422,
                "leads out");
        refused(
                multipart("/api/v1/admin/imports")
                        .file(feed("a.csv", "id\n1\n"))
                        .param("mapping", "{\"field\": {}}"),
                400,
                "mapping must be JSON");
        refused(
                multipart("/api/v1/admin/imports")
                        .file(feed("a.csv", "id\n1\n"))
                        .param("mapping", "{\"fields\": {\"title\": \"Name\"}}"),
                400,
                "no column");
        refused(
                multipart("/api/v1/admin/imports")
                        .file(feed("a.csv", "id\n1\n"))
                        .param("language", "tlh"),
                400,
                "tlh");
        refused(multipart("/api/v1/admin/imports").param("dryRun", "true"), 400, "feed");
        assertThat(catalog.count()).isZero();
        assertThat(imports.all()).isEmpty();
    }

    private void refused(AbstractMockHttpServletRequestBuilder<?> request, int status, String said) {
        assertThat(send(request)).hasStatus(status).bodyText().contains(said);
    }

    @Test
    void aFileOfThePageIsLookedAtMappedImportedAndReported() throws IOException {
        MvcTestResult sent = page(multipart("/console/imports")
                .file(feed("shop <b>.csv", "sku,Name,Cost,Note\n1,<i>A</i>,5,x\n2,B,cheap,y\n")));
        assertThat(sent.getResponse().getRedirectedUrl()).startsWith("/console/imports/");
        String path = java.util.Objects.requireNonNull(sent.getResponse().getRedirectedUrl());
        assertThat(page(get(path)))
                .hasStatusOk()
                .bodyText()
                .contains("shop &lt;b&gt;.csv", "Of the first 2 of 2 rows 0 would be refused", "Cost", "Note")
                .doesNotContain("<i>", "<b>");
        assertThat(catalog.count()).isZero();

        assertThat(page(chosen(path, "preview").header("HX-Request", "true")))
                .hasStatusOk()
                .bodyText()
                .contains("2 rows 1 would be refused", "cheap")
                .doesNotContain("<html");
        assertThat(page(post(path)
                        .param("action", "start")
                        .param("column", "sku", "Name", "Cost", "Note")
                        .param("meaning", "id", "title", "title", "ignored")
                        .with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("Two columns, Name and Cost");
        assertThat(catalog.count()).isZero();

        assertThat(page(chosen(path, "start"))).hasRedirectedUrl(path);
        long id = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> !imports.one(id).isOpen());

        assertThat(catalog.item("1").titles()).isEqualTo(Map.of("en", "<i>A</i>"));
        assertThat(catalog.item("1").attributes()).isEmpty();
        assertThat(page(get(path)))
                .bodyText()
                .contains("finished", "1 stored", "1 refused", "cheap", path + "/report")
                .doesNotContain("hx-trigger=\"every");
        assertThat(page(get(path + "/report"))).bodyText().contains("3\trow");
        assertThat(page(chosen(path, "start"))).hasStatus(409);
        assertThat(page(get("/console/imports"))).bodyText().contains("shop &lt;b&gt;.csv");
        assertThat(page(get("/console/jobs"))).bodyText().contains("Importing", "shop &lt;b&gt;.csv");
        assertThat(page(multipart("/console/imports").file(feed("x.pdf", "x"))))
                .hasStatus(422)
                .bodyText()
                .contains("ends in none of", "role=\"alert\"");
        assertThat(page(chosen(path, "remove"))).hasRedirectedUrl("/console/imports");
        assertThat(page(get(path))).hasStatus(404);
    }

    private static org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder chosen(
            String path, String action) {
        return post(path)
                .param("action", action)
                .param("column", "sku", "Name", "Cost", "Note")
                .param("meaning", "id", "title", "price", "ignored")
                .with(csrf());
    }

    @Test
    void aPartThatIsDoneAgainIsCountedOnceAndAPausedImportWaits() throws IOException {
        FeedImport upload = imports.upload(
                "kim", new Imports.Order(feed("a.csv", "id,price\n1,5\n2,x\n"), null, FeedMapping.GUESSED, null, null));
        imports.start(upload.id(), "kim", FeedMapping.GUESSED);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !imports.one(upload.id()).isOpen());

        imports.take(upload.id(), 0);

        FeedImport again = imports.one(upload.id());
        assertThat(again.stored()).isEqualTo(1);
        assertThat(again.refused()).isEqualTo(1);
        assertThatThrownBy(() -> imports.start(upload.id(), "kim", FeedMapping.GUESSED))
                .isInstanceOf(ImportRefused.class);
    }

    @Test
    void theOldestThatEndedAreForgotten() throws IOException {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(imports.upload(
                            "kim", new Imports.Order(feed("a.csv", "id\n1\n"), null, FeedMapping.GUESSED, null, null))
                    .id());
        }
        assertThat(imports.all()).extracting(FeedImport::id).containsExactly(ids.get(4), ids.get(3), ids.get(2));
        assertThat(Files.exists(home.resolve("imports").resolve(String.valueOf(ids.get(0)))))
                .isFalse();
        assertThat(Files.exists(home.resolve("imports").resolve(String.valueOf(ids.get(4)))))
                .isTrue();
    }

    /** As each call of the launcher has one. */
    private ImportCommand command() {
        return new ImportCommand(catalog, intake, work, limits, clock);
    }

    private int run(Path file, String... options) {
        var command = new CommandLine(command());
        List<String> all = new ArrayList<>(List.of("--wait=false", file.toString()));
        all.addAll(List.of(options));
        return command.execute(all.toArray(String[]::new));
    }

    private long done(MvcTestResult answer) throws UnsupportedEncodingException {
        int id = JsonPath.read(answer.getResponse().getContentAsString(), "$.started.id");
        await().atMost(Duration.ofSeconds(30)).until(() -> !imports.one(id).isOpen());
        return id;
    }

    private static MockMultipartFile feed(String name, String content) {
        return new MockMultipartFile("feed", name, null, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private MvcTestResult send(AbstractMockHttpServletRequestBuilder<?> request) {
        return api.perform(request.with(user("shop").roles("ADMIN")));
    }

    private MvcTestResult page(AbstractMockHttpServletRequestBuilder<?> request) {
        if (request instanceof AbstractMockMultipartHttpServletRequestBuilder<?> upload) {
            upload.with(csrf());
        }
        return api.perform(
                request.header("Accept", "text/html").with(user("kim").roles("OPERATOR")));
    }
}
