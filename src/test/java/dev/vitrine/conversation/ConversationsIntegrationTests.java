package dev.vitrine.conversation;

import static dev.vitrine.chat.StubChat.delta;
import static dev.vitrine.chat.StubChat.events;
import static dev.vitrine.chat.StubChat.send;
import static dev.vitrine.chat.StubChat.status;
import static dev.vitrine.chat.StubChat.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.jayway.jsonpath.JsonPath;
import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.chat.StubChat;
import dev.vitrine.enrichment.Engine;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.Statements;
import dev.vitrine.vision.Answerer;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;

/** Conversations as a program sees them, with a larger model that says what the test tells it. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.chat.model=stub",
            "vitrine.chat.attempts=1",
            "vitrine.chat.breaker-calls=1000",
            "vitrine.chat.daily-tokens=1000000",
            "vitrine.conversation.max-pictures=3",
            "vitrine.conversation.max-turns=4",
            "vitrine.conversation.max-words-length=1000",
            "vitrine.conversation.history-turns=2",
            "vitrine.conversation.history-length=900"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class ConversationsIntegrationTests {

    private static final StubChat SERVER = new StubChat();
    private static final String API = "/api/v1/admin/conversations";

    @Autowired
    private MockMvcTester api;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Statements statements;

    @Autowired
    private Conversations conversations;

    @Autowired
    private Work work;

    @Autowired
    private List<Worker> workers;

    @Autowired
    private JdbcClient jdbc;

    @MockitoSpyBean
    private Vision vision;

    private final Answerer answerer = mock();

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry registry) {
        registry.add("vitrine.chat.base-url", SERVER::url);
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @BeforeEach
    void twoMugsAndABag() {
        jdbc.sql("delete from conversation").update();
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from work").update();
        jdbc.sql("delete from chat_spending").update();
        item("mug", 1);
        item("bag", 2);
        item("hat", 3, 4);
        item("bare");
        SERVER.behaves(words("It ", "is ", "red."));
        when(answerer.model()).thenReturn("small");
        when(answerer.revision()).thenReturn("s1");
        when(answerer.answers(anyList(), any(), any())).thenAnswer(call -> {
            List<String> given = new ArrayList<>();
            call.<List<?>>getArgument(0).forEach(question -> given.add("red " + given.size()));
            return given;
        });
        doReturn(answerer).when(vision).answerer(anyString());
    }

    private void item(String id, int... pictures) {
        List<byte[]> bytes = new ArrayList<>();
        for (int picture : pictures) {
            bytes.add(png(picture));
        }
        catalog.put(
                id,
                new ItemDraft(
                        Map.of("en", "Thing " + id),
                        Map.of(),
                        "thing",
                        Map.of(),
                        new Item.Offer(null, null, null, true),
                        bytes));
    }

    private static byte[] png(int colour) {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, colour);
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request, String body) {
        return api.perform(asked(request, body));
    }

    private static MockHttpServletRequestBuilder asked(MockHttpServletRequestBuilder request, String body) {
        return request.with(user("lin").roles("ADMIN"))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
    }

    private static String body(MvcTestResult result) {
        return new String(result.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8);
    }

    private int begin(String... items) {
        String pictures = String.join(
                ", ",
                List.of(items).stream()
                        .map(item -> "{\"item\": \"" + item + "\"}")
                        .toList());
        MvcTestResult begun = call(post(API), "{\"pictures\": [" + pictures + "]}");
        assertThat(begun).hasStatus(201);
        return JsonPath.read(body(begun), "$.id");
    }

    private MvcTestResult ask(int conversation, String json) {
        return call(post(API + "/" + conversation + "/turns"), json);
    }

    private void refused(MvcTestResult result, int status, String words) {
        assertThat(result).hasStatus(status);
        assertThat(body(result)).contains(words);
    }

    /** The messages of the latest call. */
    private static JsonNode sent() {
        return SERVER.received.getLast().body().path("messages");
    }

    private static long pictures(JsonNode message) {
        long pictures = 0;
        for (JsonNode part : message.path("content")) {
            pictures += part.path("type").asString("").equals("image_url") ? 1 : 0;
        }
        return pictures;
    }

    @Test
    void theLargerModelIsAskedWithAllThatWasSaidBefore() {
        int id = begin("mug", "bag");
        assertThat(ask(id, "{\"words\": \"Which colour?\"}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.answer", value -> value.assertThat().isEqualTo("It is red."))
                .hasPathSatisfying("$.engine", value -> value.assertThat().isEqualTo("remote"))
                .hasPathSatisfying("$.model", value -> value.assertThat().isEqualTo("stub"))
                .hasPathSatisfying(
                        "$.revision", value -> value.assertThat().asString().startsWith("127.0.0.1:"))
                .hasPathSatisfying("$.version", value -> value.assertThat().isEqualTo(1))
                .hasPathSatisfying("$.person", value -> value.assertThat().isEqualTo("lin"))
                .hasPathSatisfying(
                        "$.settings.reported", value -> value.assertThat().isEqualTo("stub-7b"))
                .hasPathSatisfying(
                        "$.completionTokens", value -> value.assertThat().isEqualTo(20));
        assertThat(call(post(API + "/" + id + "/pictures"), "{\"item\": \"hat\", \"position\": 1}"))
                .hasStatusOk();
        SERVER.behaves(words("Both."));
        ask(id, "{\"words\": \"And the third?\", \"purpose\": \"comparison\"}");

        JsonNode messages = sent();
        assertThat(messages.size()).isEqualTo(3);
        assertThat(pictures(messages.path(0))).isEqualTo(2);
        assertThat(messages.path(0).toString()).contains("Picture 2 (bag):", "Which colour?");
        assertThat(messages.path(1).path("role").asString()).isEqualTo("assistant");
        assertThat(messages.path(1).path("content").asString()).isEqualTo("It is red.");
        assertThat(pictures(messages.path(2))).as("the picture that was added").isEqualTo(1);
        assertThat(messages.path(2).toString()).contains("Picture 3 (hat):", "Compare", "And the third?");

        assertThat(call(get(API + "/" + id), ""))
                .bodyJson()
                .hasPathSatisfying(
                        "$.turns[1].settings.history",
                        value -> value.assertThat().isEqualTo(1))
                .hasPathSatisfying(
                        "$.pictures[2].since", value -> value.assertThat().isEqualTo(2));
        assertThat(call(get(API + "?item=hat"), ""))
                .bodyJson()
                .hasPathSatisfying(
                        "$.conversations[0].last", value -> value.assertThat().isEqualTo("And the third?"))
                .hasPathSatisfying(
                        "$.conversations[0].turns", value -> value.assertThat().isEqualTo(2))
                .doesNotHavePath("$.next");
        assertThat(call(delete(API + "/" + id), "")).hasStatus(204);
        refused(call(get(API + "/" + id), ""), 404, "no conversation " + id);
        refused(call(delete(API + "/" + id), ""), 404, "no conversation");
    }

    @Test
    void whatIsRememberedEndsAtTurnsAndAtCharacters() {
        int id = begin("mug");
        ask(id, "{\"words\": \"first\"}");
        ask(id, "{\"words\": \"second\"}");
        ask(id, "{\"words\": \"third\"}");
        assertThat(sent().size())
                .as("two earlier turns, just as many as may be")
                .isEqualTo(5);
        ask(id, "{\"words\": \"fourth\"}");
        assertThat(sent().size()).as("three, of which one is left out").isEqualTo(5);
        assertThat(sent().path(0).toString()).contains("second").doesNotContain("first");
        assertThat(pictures(sent().path(0))).as("the picture is still there").isEqualTo(1);
        refused(ask(id, "{\"words\": \"fifth\"}"), 400, "at most 4 turns");

        int template =
                conversations.conversation(id).turns().getFirst().prompt().length() - "first".length();
        int left = 900 - template - "It is red.".length();
        for (int over : new int[] {0, 1}) {
            int other = begin("mug");
            ask(other, "{\"words\": \"" + "x".repeat(left + over) + "\"}");
            ask(other, "{\"words\": \"And?\"}");
            assertThat(sent().size()).as("%d too many", over).isEqualTo(over == 0 ? 3 : 1);
        }
    }

    @Test
    void theInstalledModelAnswersPictureByPictureAndSaysSo() {
        int id = begin("mug");
        assertThat(ask(id, "{\"words\": \"Which colour?\", \"engine\": \"local\"}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$.answer", value -> value.assertThat().isEqualTo("red 0"))
                .hasPathSatisfying("$.prompt", value -> value.assertThat().isEqualTo("Which colour?"))
                .hasPathSatisfying("$.revision", value -> value.assertThat().isEqualTo("s1"))
                .doesNotHavePath("$.note")
                .doesNotHavePath("$.version");
        call(post(API + "/" + id + "/pictures"), "{\"item\": \"bag\"}");
        assertThat(ask(id, "{\"words\": \"And now?\", \"engine\": \"local\"}"))
                .bodyJson()
                .hasPathSatisfying(
                        "$.answer",
                        value -> value.assertThat().isEqualTo("Picture 1 (mug): red 0\nPicture 2 (bag): red 1"))
                .hasPathSatisfying(
                        "$.note",
                        value -> value.assertThat()
                                .isEqualTo("The local model looks at each picture by itself and compares none, and does"
                                        + " not remember earlier questions."));
        assertThat(body(ask(id, "{\"words\": \"颜色？\", \"engine\": \"local\", \"language\": \"zh\"}")))
                .contains("图1（mug）：red 0", "逐张看图");
        assertThat(SERVER.received).isEmpty();

        refused(
                ask(id, "{\"words\": \"x\", \"engine\": \"local\", \"purpose\": \"text\"}"),
                400,
                "only answers questions");
        refused(ask(id, "{\"words\": \" \", \"engine\": \"local\"}"), 400, "1 to 1000 characters");
    }

    @Test
    void anAnswerIsReadAsItComes() throws Exception {
        int id = begin("mug");
        String read = stream(id, "{\"words\": \"Which colour?\"}");

        assertThat(read)
                .contains("event:words\ndata:{\"text\":\"It \"}", "data:{\"text\":\"red.\"}", "event:done")
                .contains("\"state\":\"answered\"");

        SERVER.behaves(exchange -> send(events(exchange), delta("It is ")));
        assertThat(stream(id, "{\"words\": \"And?\"}"))
                .contains("data:{\"text\":\"It is \"}", "event:failed", "broke off")
                .doesNotContain("event:done");
        Turn broken = conversations.conversation(id).turns().getLast();
        assertThat(broken.state()).isEqualTo(Turn.State.BROKEN);
        assertThat(broken.answer()).isEqualTo("It is ");

        SERVER.behaves(words("Fine."));
        assertThat(stream(id, "{\"words\": \"Again?\"}")).contains("Fine.");
        assertThat(sent().size()).as("what broke off is not remembered").isEqualTo(3);

        MvcTestResult refused =
                api.perform(asked(post(API + "/" + id + "/turns"), "{}").accept(MediaType.TEXT_EVENT_STREAM));
        refused(refused, 400, "1 to 1000 characters");
    }

    private String stream(int conversation, String json) throws Exception {
        var begun = mvc.perform(
                        asked(post(API + "/" + conversation + "/turns"), json).accept(MediaType.TEXT_EVENT_STREAM))
                .andReturn();
        begun.getAsyncResult(20_000);
        return new String(
                mvc.perform(asyncDispatch(begun)).andReturn().getResponse().getContentAsByteArray(),
                StandardCharsets.UTF_8);
    }

    @Test
    void aFailureIsToldAndKeptAndTheConversationGoesOn() {
        int id = begin("mug");
        SERVER.behaves(status(500, "{\"error\": {\"message\": \"out of memory\"}}"));
        refused(ask(id, "{\"words\": \"Which colour?\"}"), 502, "500: out of memory");
        Turn failed = conversations.conversation(id).turns().getFirst();
        assertThat(failed.state()).isEqualTo(Turn.State.FAILED);
        assertThat(failed.note()).contains("out of memory");

        SERVER.behaves(words("Red."));
        assertThat(ask(id, "{\"words\": \"Again?\"}")).hasStatusOk();
        assertThat(sent().size()).isEqualTo(1);

        jdbc.sql("insert into chat_spending (day, tokens) values (cast(now() at time zone 'utc' as date), 999999)"
                        + " on conflict (day) do update set tokens = 999999")
                .update();
        refused(ask(id, "{\"words\": \"And now?\"}"), 429, "vitrine.chat.daily-tokens");
        assertThat(call(get("/api/v1/admin/chat"), ""))
                .bodyJson()
                .hasPathSatisfying("$.tokens", value -> value.assertThat().isEqualTo(999999))
                .hasPathSatisfying("$.ready", value -> value.assertThat().isEqualTo(true));
    }

    @Test
    void oneQuestionIsAnsweredAtATime() throws InterruptedException {
        int id = begin("mug");
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        SERVER.behaves(exchange -> {
            begun.countDown();
            go.await(20, TimeUnit.SECONDS);
            words("Red.").answer(exchange);
        });
        Thread first = Thread.ofVirtual().start(() -> ask(id, "{\"words\": \"Which colour?\"}"));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        refused(ask(id, "{\"words\": \"And?\"}"), 409, "still being answered");

        go.countDown();
        first.join();
        jdbc.sql("update conversation_turn set state = 'asked', asked_at = now() - interval '11 minutes'")
                .update();
        assertThat(ask(id, "{\"words\": \"And now?\"}"))
                .as("its process has died")
                .hasStatusOk();
        assertThat(conversations.conversation(id).turns().getFirst().note()).contains("was stopped");
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        refused(call(post(API), "{}"), 400, "list of pictures");
        refused(call(post(API), "{\"pictures\": []}"), 400, "1 to 3 pictures");
        refused(call(post(API), "{\"pictures\": [{\"item\": \"none\"}]}"), 404, "none");
        refused(call(post(API), "{\"pictures\": [{\"item\": \"bare\"}]}"), 400, "has 0 pictures");
        refused(call(post(API), "{\"pictures\": [{\"item\": \"hat\", \"position\": 2}]}"), 400, "no number 2");
        int id = begin("mug", "bag", "hat");
        refused(call(post(API + "/" + id + "/pictures"), "{\"item\": \"hat\", \"position\": 1}"), 400, "at most 3");
        assertThat(call(post(API + "/" + id + "/pictures"), "{\"item\": \"hat\"}"))
                .as("there already")
                .hasStatusOk();
        refused(ask(id, "{\"words\": \"" + "x".repeat(1001) + "\"}"), 400, "this has 1001");
        assertThat(ask(id, "{\"words\": \"" + "x".repeat(1000) + "\"}")).hasStatusOk();
        refused(ask(id, "{\"purpose\": \"reasoning\"}"), 400, "1 to 1000");
        refused(ask(id, "{\"words\": \"x\", \"purpose\": \"poem\"}"), 400, "poem");
        refused(ask(id, "{\"words\": \"x\", \"engine\": \"cloud\"}"), 400, "neither local nor remote");
        refused(ask(id, "{\"words\": \"x\", \"language\": \"fr\"}"), 400, "fr");
        refused(ask(begin("mug"), "{\"purpose\": \"comparison\"}"), 400, "at least two pictures");
        refused(ask(987, "{\"words\": \"x\"}"), 404, "no conversation 987");
        refused(call(get(API + "?limit=201"), ""), 400, "limit");
    }

    @Test
    void aChangedPromptIsUsedAndNamedFromThenOn() {
        int id = begin("mug");
        MvcTestResult written = call(put("/api/v1/admin/prompts/text/en"), "{\"text\": \"Read. {}\"}");
        assertThat(written).hasStatusOk();
        int version = JsonPath.read(body(written), "$.version");
        assertThat(ask(id, "{\"purpose\": \"text\"}"))
                .bodyJson()
                .hasPathSatisfying("$.version", value -> value.assertThat().isEqualTo(version))
                .hasPathSatisfying("$.prompt", value -> value.assertThat().isEqualTo("Read."));
        assertThat(call(get("/api/v1/admin/prompts/text/en"), ""))
                .bodyJson()
                .hasPathSatisfying("$[0].author", value -> value.assertThat().isEqualTo("lin"))
                .hasPathSatisfying("$[1].version", value -> value.assertThat().isEqualTo(version - 1));
        refused(call(put("/api/v1/admin/prompts/question/en"), "{\"text\": \"Answer.\"}"), 400, "{}");
        refused(call(get("/api/v1/admin/prompts/text/fr"), ""), 400, "fr");
    }

    @Test
    void theLargerModelCaptionsAndAPersonsWordStands() {
        SERVER.behaves(words("A red mug."));
        assertThat(call(
                        post("/api/v1/admin/items/mug/captions"),
                        "{\"engine\": \"remote\", \"styles\": [{\"language\": \"en\", \"style\": \"concise\"}]}"))
                .hasStatusOk();
        Statement proposed = said("mug");
        assertThat(proposed.state()).isEqualTo(State.PROPOSED);
        assertThat(proposed.value()).isEqualTo("A red mug.");
        assertThat(proposed.origin()).isNotNull();
        assertThat(proposed.origin().model()).isEqualTo("stub");
        assertThat(proposed.origin().settings())
                .containsEntry("engine", "remote")
                .containsEntry("template", "caption en v1");
        assertThat(proposed.origin().prompt()).contains("One short sentence.");

        statements.write("kim", "mug", Kind.CAPTION, "en concise", "Our mug.");
        order();
        work("caption-remote");

        assertThat(said("mug").value()).isEqualTo("Our mug.");
        assertThat(said("bag").value()).isEqualTo("A red mug.");
        assertThat(said("bag").job()).isNotNull();

        SERVER.behaves(status(503, ""));
        item("new", 9);
        order();
        work("caption-remote");
        assertThat(jdbc.sql("select reason from work where queue = 'caption-remote'")
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains("answered 503");
        refused(
                call(post("/api/v1/admin/items/mug/captions"), "{\"engine\": \"remote\", \"beams\": 2}"),
                400,
                "neither a prefix nor beams");
    }

    private void order() {
        assertThat(call(
                        post("/api/v1/admin/jobs/captions"),
                        "{\"engine\": \"remote\", \"styles\": [{\"language\": \"en\", \"style\": \"concise\"}]}"))
                .hasStatusOk();
    }

    /** The caption that counts or is proposed. */
    private Statement said(String item) {
        return statements.of(catalog.item(item).key()).stream()
                .filter(statement -> statement.state() == State.PROPOSED || statement.counts())
                .findFirst()
                .orElseThrow();
    }

    private void work(String queue) {
        Worker worker = workers.stream()
                .filter(each -> each.queue().equals(queue))
                .findFirst()
                .orElseThrow();
        List<Work.Task> batch = work.claim(queue, worker.batchSize(), java.time.Duration.ofMinutes(1));
        while (!batch.isEmpty()) {
            List<Work.Task> tasks = batch;
            try {
                worker.run(tasks).forEach(work::failed);
                work.done(tasks);
            } catch (dev.vitrine.problem.Problem problem) {
                tasks.forEach(task -> work.failed(task, problem.detail()));
            }
            batch = work.claim(queue, worker.batchSize(), java.time.Duration.ofMinutes(1));
        }
    }

    @Test
    void theDescriptionOfTheApiHasBothWaysToAsk() {
        MvcTestResult described = call(get("/v3/api-docs/admin"), "");
        assertThat(described).hasStatusOk();
        Map<String, Object> paths = JsonPath.read(body(described), "$.paths");
        assertThat(paths)
                .containsKeys(
                        API,
                        API + "/{conversation}",
                        API + "/{conversation}/pictures",
                        "/api/v1/admin/prompts",
                        "/api/v1/admin/prompts/{purpose}/{language}",
                        "/api/v1/admin/chat");
        Map<String, Object> answers = JsonPath.read(
                body(described), "$.paths['" + API + "/{conversation}/turns'].post.responses['200'].content");
        assertThat(answers).containsKeys("application/json", "text/event-stream");
        assertThat(body(described)).contains("as it comes");
    }

    @Test
    void theLargerModelIsFirstWhereThereIsOne() {
        assertThat(conversations.engines()).containsExactly(Engine.REMOTE, Engine.LOCAL);
    }
}
