package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.OperatorRole;
import dev.vitrine.access.Operators;
import dev.vitrine.access.Role;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item.Offer;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.chat.StubChat;
import dev.vitrine.conversation.Conversations;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.enrichment.Label;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statements;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import dev.vitrine.feed.FeedMapping;
import dev.vitrine.feed.Imports;
import dev.vitrine.index.Spaces;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.ranking.RankingRule;
import dev.vitrine.ranking.RankingRules;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.Cookie;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The pages as a browser gets them, with a small model whose weights are random: it finds, but not sensibly. */
@SpringBootTest(
        properties = {
            "vitrine.home=target/pages-home",
            "vitrine.demo.enabled=true",
            "vitrine.vision.shipped=src/test/resources/golden/clip",
            "vitrine.index.model=gelu",
            "vitrine.enrichment.captioner=babbler",
            "vitrine.models.mirror=http://127.0.0.1:9",
            "vitrine.models.proxy=",
            "vitrine.models.attempts=1",
            "vitrine.chat.model=stub",
            "vitrine.access.password=" + PagesIntegrationTests.PASSWORD,
            "vitrine.interaction.popular-refresh=0s"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class PagesIntegrationTests {

    private static final StubChat LARGER = new StubChat();
    private static final MockMultipartFile FEED = new MockMultipartFile(
            "feed", "items.csv", "text/csv", "id,title,price\nnew,Hat,5\nnone,Cap,cheap\n".getBytes());

    static final String PASSWORD = "let the tests in";

    private static final String EVIL = "<script>alert(1)</script>";

    @Autowired
    private MockMvcTester pages;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Vocabularies vocabularies;

    @Autowired
    private Statements statements;

    @Autowired
    private Conversations conversations;

    @Autowired
    private Jobs jobs;

    @Autowired
    private Work work;

    @Autowired
    private Spaces spaces;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private Operators operators;

    @Autowired
    private RankingRules rules;

    @Autowired
    private Imports imports;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    /** The drawn shop stays away; its window is open. */
    @MockitoBean
    private DemoShop demo;

    private final Cookie visitor = new Cookie("visitor", "guest-" + UUID.randomUUID());

    @DynamicPropertySource
    static void larger(DynamicPropertyRegistry registry) {
        registry.add("vitrine.chat.base-url", LARGER::url);
    }

    @AfterAll
    static void close() {
        LARGER.close();
    }

    /** A captioner with random weights, too. */
    @BeforeAll
    static void install() throws IOException {
        Path to = Files.createDirectories(Path.of("target/pages-home/models/babbler"));
        try (var files = Files.list(Path.of("src/test/resources/golden/blip/caption"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @BeforeEach
    void openTheShop() throws IOException {
        jdbc.sql("delete from interaction").update();
        jdbc.sql("delete from conversation").update();
        jdbc.sql("delete from prompt_template where version > 1").update();
        jdbc.sql("delete from item where shop_id not in ('mug 1', 'bag', 'evil', 'gone', 'secret')")
                .update();
        put("mug 1", "Red mug", "红色马克杯", 12, true);
        put("bag", "Green bag", "绿色手提包", 3, true);
        put("evil", EVIL, EVIL, 5, true);
        put("gone", "Sold lamp", "台灯", 0, true);
        put("secret", "Hidden hat", "帽子", 5, false);
        putColours();
        await().atMost(Duration.ofMinutes(1)).until(() -> work.progress("embed").idle());
    }

    private void putColours() {
        vocabularies.put(new Vocabulary(
                "colour",
                Map.of("en", List.of("a {} thing")),
                List.of(
                        new Label("red", Map.of("en", "red", "zh", "红色")),
                        new Label("green", Map.of("en", "green", "zh", "绿色")))));
    }

    @Test
    void everyPageIsThereInBothLanguagesWithAllItsWords() {
        for (String path : new String[] {
            "/",
            "/shop",
            "/shop/visitors",
            "/shop/items/mug 1",
            "/shop/items/gone",
            "/shop/search",
            "/shop/search?q=mug",
            "/console/login",
            "/console",
            "/console/items",
            "/console/items?q=mug",
            "/console/items/bag",
            "/console/review",
            "/console/review?kind=tag&topic=colour&mismatch=false",
            "/console/jobs",
            "/console/prompts",
            "/console/vocabularies/edit",
            "/console/vocabularies/edit?name=colour",
            "/console/vocabularies",
            "/console/items?filter=price<1",
            "/console/items/bag/why?q=bag",
            "/console/search",
            "/console/search?q=bag&not=red&filter=price<100",
            "/console/users",
            "/console/users?q=demo",
            "/console/users/one?user=demo-anna",
            "/console/evaluation",
            "/console/nights",
            "/console/models",
            "/console/imports",
            "/console/imports/" + uploaded(),
            "/console/rules",
            "/console/rules/edit",
            "/console/keys",
            "/console/operators",
            "/console/password"
        }) {
            assertThat(call(get(path).cookie(new Cookie("language", "en"))))
                    .as(path)
                    .hasStatusOk()
                    .bodyText()
                    .contains("<html lang=\"en\">")
                    .doesNotContain("??");
            assertThat(call(get(path).cookie(new Cookie("language", "zh"))))
                    .as(path)
                    .hasStatusOk()
                    .bodyText()
                    .contains("<html lang=\"zh-CN\">", "EN", "中文")
                    .doesNotContain("??");
        }
    }

    @Test
    void theLanguageIsTheBrowsersUntilOneIsChosen() {
        assertThat(call(get("/shop").header(HttpHeaders.ACCEPT_LANGUAGE, "zh-TW,zh;q=0.9")))
                .bodyText()
                .contains("红色马克杯", "新访客");
        assertThat(call(get("/shop").header(HttpHeaders.ACCEPT_LANGUAGE, "fr")))
                .bodyText()
                .contains("Red mug");

        MvcTestResult chosen =
                call(get(URI.create("/shop/search?q=a%26b&lang=en")).header(HttpHeaders.ACCEPT_LANGUAGE, "zh"));
        assertThat(chosen).hasStatus(302).hasRedirectedUrl("/shop/search?q=a%26b");
        assertThat(chosen.getResponse().getHeaders(HttpHeaders.SET_COOKIE))
                .anyMatch(cookie -> cookie.startsWith("language=en;") && cookie.contains("SameSite=Lax"));
        assertThat(call(get("/shop").header(HttpHeaders.ACCEPT_LANGUAGE, "zh").cookie(new Cookie("language", "en"))))
                .bodyText()
                .contains("Red mug", "href=\"/shop?lang=zh\"");
        assertThat(call(get("/shop?lang=tlh"))).hasStatus(400).bodyText().contains("en, zh", "tlh");
    }

    @Test
    void everyFormNeedsTheTokenOfItsPage() {
        List<String> forms = new ArrayList<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            if (AnnotatedElementUtils.hasAnnotation(method.getBeanType(), PageController.class)
                    && mapping.getMethodsCondition().getMethods().contains(RequestMethod.POST)) {
                forms.addAll(mapping.getPatternValues());
            }
        });

        assertThat(forms)
                .contains("/shop/visitors", "/shop/items/{id}", "/shop/search", "/console/work/retry")
                .hasSizeGreaterThanOrEqualTo(5);
        for (String form : forms) {
            jdbc.sql("delete from decision").update();
            people(form);
            String path = form.replace("/imports/{id}", "/imports/" + uploaded())
                    .replace("{id}", "bag")
                    .replace("{conversation}", String.valueOf(talk("bag")))
                    .replace("{statement}", String.valueOf(written("bag")))
                    .replace("{job}", form.contains("{job}") ? String.valueOf(paused()) : "")
                    .replace(
                            "{key}",
                            String.valueOf(keys.create(Role.SHOP, "test").key().id()))
                    .replace("{rule}", form.contains("{rule}") ? String.valueOf(rule()) : "");
            if (path.equals("/console/imports")) { // a file, which only a form of parts has
                assertThat(call(multipart(path).file(FEED))).hasStatus(403);
                assertThat(call(multipart(path).file(FEED).with(csrf()))).hasStatus(302);
                continue;
            }
            assertThat(call(filled(path))).as("%s without a token", form).hasStatus(403);
            MvcTestResult answer = call(filled(path).with(csrf()));
            assertThat(answer.getResponse().getStatus())
                    .as("%s with a token", form)
                    .isEqualTo(302);
        }
        assertThat(call(post("/console/logout"))).hasStatus(403);
        assertThat(call(post("/console/login").param("username", "admin").param("password", "x")))
                .hasStatus(403);
    }

    private long uploaded() {
        return imports.upload("kim", new Imports.Order(FEED, null, FeedMapping.GUESSED, null, null))
                .id();
    }

    /** The person who is to be changed, and not yet one who is to be added. */
    private void people(String form) {
        jdbc.sql("delete from operator where name = 'kim'").update();
        if (form.equals("/console/operators/change")) {
            operators.add("kim", OperatorRole.VIEWER);
        }
    }

    private long rule() {
        return rules.add(
                        new RankingRule.Draft("Out", "hide", null, "id==bag", null, null, null, null, null, null),
                        "kim")
                .id();
    }

    /** With what one form or another asks for. */
    private MockHttpServletRequestBuilder filled(String path) {
        if (path.startsWith("/console/imports/")) {
            return post(path).param("action", "remove");
        }
        if (path.equals("/console/operators/change")) {
            return post(path).param("name", "kim").param("action", "reset");
        }
        if (path.equals("/console/operators")) {
            return post(path).param("name", "kim");
        }
        if (path.equals("/console/password")) {
            return post(path)
                    .param("present", PASSWORD)
                    .param("wanted", PASSWORD)
                    .param("again", PASSWORD);
        }
        if (path.equals("/console/rules/edit")) {
            return post(path).param("name", "Out").param("kind", "hide").param("filter", "id==bag");
        }
        return post(path)
                .param("deed", "like")
                .param("user", "new")
                .param("queue", "x")
                .param("action", action(path))
                .param("space", String.valueOf(spaces.active().id()))
                .param("model", "clip-vit-b-32")
                .param("kind", path.contains("/review") ? "" : "tag")
                .param("topic", "colour")
                .param("value", "red")
                .param("name", "colour")
                .param("words", "Which colour?")
                .param("purpose", "question")
                .param("language", "en")
                .param("text", "Answer. {}")
                .param("pick", "mug 1")
                .param("labels", "red | red | 红色\ngreen | green, lime | 绿色")
                .param("templatesEn", "a {} thing")
                .param("threshold", "0.5")
                .param("background", "1");
    }

    private static String action(String path) {
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "evaluation", "nights" -> "start";
            case "models" -> "pull";
            case "spaces" -> "activate";
            default -> path.contains("/jobs") ? "cancel" : path.contains("vocabular") ? "save" : "accept";
        };
    }

    /** A statement about an item, whatever became of the vocabulary. */
    private long written(String item) {
        putColours();
        statements.write("kim", item, Kind.TAG, "colour", "red");
        return statements.of(catalog.item(item).key()).getLast().id();
    }

    private long talk(String item) {
        return conversations
                .begin("kim", List.of(new Conversations.Pick(item, 0)))
                .id();
    }

    private long paused() {
        return jobs.pause(jobs.order(
                                "nobody",
                                "{}",
                                "",
                                "kim",
                                List.of(catalog.item("bag").key()))
                        .id())
                .id();
    }

    @Test
    void twoItemsAreTalkedAboutAndAnAnswerBecomesAPersonsCaption() throws Exception {
        String base = "/console/items/bag/conversations";
        LARGER.behaves(StubChat.words("Green ", "<b>felt</b>."));
        assertThat(call(get("/console/items/bag").cookie(new Cookie("language", "en"))))
                .bodyText()
                .contains("Ask about it");
        long id = talk("bag");
        assertThat(call(get(base + "/" + id + "/candidates?q=mug").header("HX-Request", "true")))
                .hasStatusOk()
                .bodyText()
                .contains("Red mug", "value=\"mug 1\"")
                .doesNotContain("<html");
        assertThat(call(post(base + "/" + id + "/pictures")
                        .param("pick", "mug 1")
                        .header("HX-Request", "true")
                        .with(csrf())))
                .hasStatusOk()
                .bodyText()
                .contains("Green bag", "Red mug", "form class=\"ask\"");

        MvcTestResult streamed = call(post(base + "/" + id + "/turns")
                .param("words", EVIL)
                .param("purpose", "comparison")
                .param("engine", "remote")
                .header(HttpHeaders.ACCEPT, "text/event-stream, text/html")
                .with(csrf()));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(conversations.conversation(id).turns())
                        .singleElement()
                        .satisfies(turn -> assertThat(turn.answer()).isEqualTo("Green <b>felt</b>.")));
        assertThat(streamed.getResponse().getContentType()).startsWith("text/event-stream");
        assertThat(call(get("/console/items/bag?conversation=" + id).cookie(new Cookie("language", "en"))))
                .bodyText()
                .contains("Green &lt;b&gt;felt&lt;/b&gt;.", "comparison en v", "stub @ 127.0.0.1", "Make it a caption")
                .doesNotContain("<b>felt", EVIL, "??");

        LARGER.behaves(StubChat.status(500, ""));
        assertThat(call(post(base + "/" + id + "/turns")
                        .param("words", "And?")
                        .header("HX-Request", "true")
                        .header(HttpHeaders.ACCEPT, "text/html")
                        .with(csrf())))
                .hasStatusOk()
                .bodyText()
                .contains("There is no answer.", "answered 500");

        assertThat(call(post("/console/items/bag/statements")
                        .param("kind", "caption")
                        .param("topic", "en concise")
                        .param("value", "Green felt.")
                        .with(csrf())))
                .hasStatus(302);
        assertThat(statements.of(catalog.item("bag").key())).anySatisfy(statement -> {
            assertThat(statement.value()).isEqualTo("Green felt.");
            assertThat(statement.origin()).isNull();
            assertThat(statement.decidedBy()).isNotNull();
        });
        assertThat(call(post(base + "/" + id + "/remove").with(csrf()))).hasRedirectedUrl("/console/items/bag");
    }

    @Test
    void aPromptIsChangedOnItsPageAndTheOldOneIsUsedAgain() {
        assertThat(call(post("/console/prompts")
                        .param("purpose", "caption")
                        .param("language", "zh")
                        .param("text", "请描述。{}")
                        .with(csrf())))
                .hasRedirectedUrl("/console/prompts");

        assertThat(call(get("/console/prompts").cookie(new Cookie("language", "en"))))
                .bodyText()
                .contains("请描述。{}", "v2", "Earlier versions (1)", "Use again", "stub @ 127.0.0.1");
        assertThat(call(post("/console/prompts")
                        .param("purpose", "question")
                        .param("language", "en")
                        .param("text", "Answer.")
                        .with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("where the question goes");
    }

    @Test
    void whatAShopWritesIsNoMarkup() {
        interactions.record(new Interactions.Event(null, "demo-anna", "evil", "like", null, null));
        for (String path : new String[] {
            "/shop",
            "/shop/items/evil",
            "/shop/search?q=script",
            "/console/items",
            "/console/items/evil",
            "/shop/search?q=" + EVIL,
            "/shop?lang=" + EVIL,
            "/console/items?q=" + EVIL
        }) {
            assertThat(call(get(path).cookie(new Cookie("visitor", "demo-anna"))))
                    .as(path)
                    .bodyText()
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script>");
        }
    }

    @Test
    void aNewVisitorIsToldSoAndTheFirstLookChangesTheWindow() {
        String user = visitor.getValue();
        assertThat(call(get("/shop").cookie(visitor))).bodyText().contains("Nothing is known of you", "Red mug");

        assertThat(call(get("/shop/items/bag").cookie(visitor)))
                .hasStatusOk()
                .bodyText()
                .contains("For you, right now");
        assertThat(call(get("/shop/items/bag").cookie(visitor))).hasStatusOk();

        assertThat(interactions.recent(user, 9)).extracting(Interaction::type).containsExactly("click");
        assertThat(call(get("/shop").cookie(visitor)))
                .bodyText()
                .contains("chosen by what you looked at a moment ago", "What the window goes by");
        assertThat(call(get("/shop")).getResponse().getCookie("visitor"))
                .isNotNull()
                .matches(cookie -> cookie.isHttpOnly() && cookie.getValue().startsWith("guest-"));
    }

    @Test
    void whatIsDoneInTheWindowIsRecordedAndAnswersWithTheWindow() {
        UUID recommendation = UUID.randomUUID();
        MvcTestResult answer = call(post("/shop/items/mug 1")
                .cookie(visitor)
                .param("deed", "like")
                .param("inWindow", "true")
                .param("from", recommendation.toString())
                .header("HX-Request", "true")
                .with(csrf()));

        assertThat(answer)
                .hasStatusOk()
                .bodyText()
                .contains("id=\"window\"", "Liked: Red mug")
                .doesNotContain("<html");
        assertThat(interactions.recent(visitor.getValue(), 9))
                .singleElement()
                .matches(like -> like.type().equals("like") && recommendation.equals(like.recommendation()));
        assertThat(call(post("/shop/items/mug 1")
                        .cookie(visitor)
                        .param("deed", "cart")
                        .with(csrf())))
                .hasStatus(302)
                .hasRedirectedUrl("/shop/items/mug%201");
        assertThat(call(get("/shop/items/mug 1").cookie(visitor))).bodyText().contains("In the cart");
        assertThat(call(post("/shop/items/mug 1").param("deed", "steal").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("like, dislike, cart, purchase", "steal");
    }

    @Test
    void aVisitorIsWhoTheyPickedOrSomebodyNew() {
        assertThat(call(post("/shop/visitors").param("user", "demo-anna").with(csrf())))
                .hasRedirectedUrl("/shop")
                .cookies()
                .hasValue("visitor", "demo-anna");
        assertThat(call(get("/shop").cookie(new Cookie("visitor", "demo-anna"))))
                .bodyText()
                .contains("A window for Anna");
        assertThat(call(post("/shop/visitors").param("user", "admin").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("admin");
        for (String forged : new String[] {"guest-1", "demo-nobody", "x".repeat(3000)}) {
            String given = Objects.requireNonNull(call(get("/shop").cookie(new Cookie("visitor", forged)))
                            .getResponse()
                            .getCookie("visitor"))
                    .getValue();
            assertThat(given).hasSize("guest-".length() + 36).isNotEqualTo(forged);
        }
    }

    @Test
    void whatIsSoldOutSaysSoAndWhatIsHiddenIsNotThere() {
        assertThat(call(get("/shop/items/gone"))).bodyText().contains("Sold out", "disabled");
        assertThat(call(get("/shop/items/secret"))).hasStatus(404);
        assertThat(call(get("/console/items/secret"))).hasStatusOk().bodyText().contains("Hidden");
    }

    @Test
    void wrongParametersGetAPageThatNamesThem() {
        assertThat(call(get("/shop/items/nothing"))).hasStatus(404).bodyText().contains("not in the shop");
        assertThat(call(get("/shop/items/bag?by=smell")))
                .hasStatus(400)
                .bodyText()
                .contains("picture, text or both", "smell");
        assertThat(call(get("/shop/items/bag?from=there")))
                .hasStatus(400)
                .bodyText()
                .contains("from", "there");
        assertThat(call(get("/console/items?after=last")))
                .hasStatus(400)
                .bodyText()
                .contains("after", "last");
        assertThat(call(get("/console/items?q=" + "x".repeat(200)))).hasStatusOk();
        assertThat(call(get("/console/items?q=" + "x".repeat(201))))
                .hasStatus(400)
                .bodyText()
                .contains("200", "201");
        assertThat(call(get("/shop/search?q=" + "x".repeat(501))))
                .hasStatus(400)
                .bodyText()
                .contains("500", "501");
        assertThat(call(post("/shop/visitors").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("user");
    }

    @Test
    void aPhotoFindsAndWhatIsNoPhotoIsRefusedInThePage() throws IOException {
        var photo = new MockMultipartFile("photo", "p.png", "image/png", png(Color.RED));
        assertThat(call(multipart("/shop/search").file(photo).param("q", "").with(csrf())))
                .hasStatusOk()
                .bodyText()
                .contains("Found for your photo", "Green bag");
        assertThat(call(multipart("/shop/search")
                        .file(photo)
                        .param("q", "bag")
                        .header("HX-Request", "true")
                        .with(csrf())))
                .hasStatusOk()
                .hasHeader("HX-Push-Url", "/shop/search?q=bag")
                .bodyText()
                .contains("Found for your photo and “bag”")
                .doesNotContain("<html");
        var text = new MockMultipartFile("photo", "p.png", "image/png", "no picture".getBytes());
        assertThat(call(multipart("/shop/search")
                        .file(text)
                        .header("HX-Request", "true")
                        .with(csrf())))
                .hasStatus(422)
                .bodyText()
                .contains("no picture that can be read")
                .doesNotContain("<html");
        assertThat(call(multipart("/shop/search").param("q", "红色 mug").with(csrf())))
                .hasRedirectedUrl("/shop/search?q=%E7%BA%A2%E8%89%B2+mug");
    }

    @Test
    void similarItemsComeByPictureTextOrBoth() {
        for (String by : new String[] {"picture", "text", "both"}) {
            assertThat(call(get("/shop/items/bag/alike?by=" + by).header("HX-Request", "true")))
                    .hasStatusOk()
                    .bodyText()
                    .contains("Red mug", "aria-current=\"true\"")
                    .doesNotContain("<html", "Green bag");
        }
        assertThat(call(get("/shop/items/bag/alike?by=text"))).hasRedirectedUrl("/shop/items/bag?by=text");
    }

    @Test
    void anOperatorTagsAnItemAndReviewsTheTag() {
        jdbc.sql("delete from statement").update();
        assertThat(call(get("/console/items/bag"))).bodyText().contains("Tag it now");

        assertThat(call(partial("/console/items/bag/tags")))
                .hasStatusOk()
                .bodyText()
                .contains("red", "green", "<meter", "gelu", "proposed")
                .doesNotContain("<html");
        assertThat(call(get("/console/items/bag").cookie(new Cookie("language", "zh"))))
                .bodyText()
                .contains("红色", "重新打标签", "待审核");

        Statement tag = statements.of(catalog.item("bag").key()).getFirst();
        assertThat(call(get("/console/review")))
                .bodyText()
                .contains("1 waiting", "id=\"s" + tag.id() + "\"", "Green bag", "colour");
        assertThat(call(partial("/console/review/" + tag.id())
                        .param("action", "edit")
                        .param("value", "green")))
                .hasStatusOk()
                .bodyText()
                .contains("1 edited.", "Nothing waits for you.")
                .doesNotContain("<html");
        assertThat(catalog.item("bag").tags()).containsEntry("colour", List.of("green"));
        assertThat(call(get("/console/items/bag"))).bodyText().contains("Decided by admin");

        assertThat(call(partial("/console/review/undo"))).bodyText().contains("1 taken back.", "1 waiting");
        assertThat(call(partial("/console/review/undo"))).bodyText().contains("0 taken back.");
        assertThat(call(partial("/console/review/all").param("action", "accept").param("minScore", "1")))
                .bodyText()
                .contains("0 accepted.", "1 waiting");
        assertThat(call(partial("/console/review/all")
                        .param("action", "reject")
                        .param("kind", "tag")
                        .param("topic", "colour")))
                .bodyText()
                .contains("1 rejected.", "0 waiting");
        assertThat(call(partial("/console/review/" + tag.id()).param("action", "eat")))
                .hasStatus(400)
                .bodyText()
                .contains("accept, reject or edit");
        assertThat(call(get("/console/review?kind=smell")))
                .hasStatus(400)
                .bodyText()
                .contains("smell");
    }

    @Test
    void anOperatorChangesAVocabularyAfterTryingIt() {
        var form = partial("/console/vocabularies/edit")
                .param("name", "colour")
                .param("words", "Which colour?")
                .param("purpose", "question")
                .param("language", "en")
                .param("text", "Answer. {}")
                .param("pick", "mug 1")
                .param("labels", "red | red, scarlet | 红色\nteal | teal | 青色")
                .param("templatesEn", "a {} thing\n{}")
                .param("exclusive", "true")
                .param("threshold", "0.4")
                .param("background", "2")
                .param("autoAccept", "");
        assertThat(call(form))
                .hasStatusOk()
                .bodyText()
                .contains("nothing is stored", "teal")
                .doesNotContain("<html");
        assertThat(vocabularies.vocabulary("colour").labels())
                .extracting(Label::name)
                .containsExactly("red", "green");

        assertThat(call(form.param("action", "save"))).hasRedirectedUrl("/console/vocabularies");

        Vocabulary saved = vocabularies.vocabulary("colour");
        assertThat(saved.labels())
                .containsExactly(
                        new Label("red", Map.of("en", "red", "zh", "红色"), Map.of("en", List.of("scarlet"))),
                        new Label("teal", Map.of("en", "teal", "zh", "青色")));
        assertThat(saved.threshold()).isEqualTo(0.4);
        assertThat(saved.autoAccept()).isNull();
        assertThat(call(partial("/console/vocabularies/edit")
                        .param("name", "colour")
                        .param("words", "Which colour?")
                        .param("purpose", "question")
                        .param("language", "en")
                        .param("text", "Answer. {}")
                        .param("pick", "mug 1")
                        .param("labels", "a | b | c | d")
                        .param("threshold", "0.4")
                        .param("background", "2")))
                .hasStatus(400)
                .bodyText()
                .contains("three columns");
    }

    @Test
    void anOperatorOrdersAJobAndSeesItDone() {
        assertThat(call(post("/console/jobs")
                        .param("what", "tag")
                        .param("filter", "id==bag")
                        .param("all", "true")
                        .with(csrf())))
                .hasRedirectedUrl("/console/jobs");
        long job = jobs.all().getFirst().id();
        await().atMost(Duration.ofMinutes(1)).until(() -> !jobs.job(job).isOpen());

        assertThat(call(get("/console/jobs"))).bodyText().contains("Tagging", "finished", "1 of 1", "id==bag", "admin");
        assertThat(call(partial("/console/jobs/" + job).param("action", "pause")))
                .hasStatus(409)
                .bodyText()
                .contains("is finished and cannot be paused");
        assertThat(call(post("/console/jobs").param("filter", "id=").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("filter cannot be read");
    }

    @Test
    void anOperatorMakesARuleChangesItAndEndsIt() {
        jdbc.sql("delete from ranking_rule").update();
        var form = post("/console/rules/edit")
                .param("name", "Mugs <b>")
                .param("kind", "pin")
                .param("filter", "id==bag")
                .param("amount", "1")
                .param("position", "2")
                .param("begins", "2001-01-01T00:00")
                .param("ends", "2999-01-01T12:30")
                .with(csrf());
        assertThat(call(form)).hasRedirectedUrl("/console/rules");
        RankingRule rule = rules.all().getFirst();
        assertThat(rule.position()).isEqualTo(2);
        assertThat(rule.amount()).isNull();
        assertThat(rule.ends()).isEqualTo("2999-01-01T12:30:00Z");
        assertThat(rule.createdBy()).isEqualTo("admin");
        assertThat(call(get("/console/rules")))
                .bodyText()
                .contains("Mugs &lt;b&gt;", "in force", "Pin", "2999-01-01 12:30", "id==bag")
                .doesNotContain("<b>");

        assertThat(call(post("/console/rules/edit")
                        .param("id", String.valueOf(rule.id()))
                        .param("name", "Mugs")
                        .param("kind", "cap")
                        .param("attribute", "category")
                        .param("most", "3")
                        .with(csrf())))
                .hasRedirectedUrl("/console/rules");
        assertThat(rules.rule(rule.id()).most()).isEqualTo(3);
        assertThat(call(get("/console/rules/edit?id=" + rule.id())))
                .hasStatusOk()
                .bodyText()
                .contains("value=\"category\"", "value=\"3\"");

        assertThat(call(post("/console/rules/" + rule.id() + "/end").with(csrf())))
                .hasRedirectedUrl("/console/rules");
        assertThat(call(get("/console/rules"))).bodyText().contains("ended").doesNotContain("/end\"");
        assertThat(call(get("/console/rules/edit?id=999999"))).hasStatus(404);
    }

    @Test
    void aRuleThatCannotBeIsSaidInItsFormWithWhatWasTyped() {
        for (String[] wrong : new String[][] {
            {"kind", "praise", "boost, pin, hide or cap"},
            {"name", "", "1 to 200"},
            {"scene", "cellar", "home"},
            {"filter", "nothing==", "filter"},
            {"filter", "", "filter"},
            {"amount", "lots", "amount must be a number"},
            {"amount", "101", "from -100 to 100"},
            {"ends", "soon", "ends must be a time"},
            {"ends", "2000-01-01T00:00", "after begins"}
        }) {
            var form = new HashMap<>(Map.of(
                    "name", "Sale", "kind", "boost", "filter", "id==bag", "amount", "1", "begins", "2020-01-01T00:00"));
            form.put(wrong[0], wrong[1]);
            var request = post("/console/rules/edit").with(csrf());
            form.forEach(request::param);
            assertThat(call(request))
                    .as(wrong[0] + " " + wrong[1])
                    .hasStatus(400)
                    .bodyText()
                    .contains(wrong[2], "role=\"alert\"", "value=\"2020-01-01T00:00\"");
        }
    }

    @Test
    void anAdminMakesAKeyThatIsShownOnceAndRevokesIt() {
        MvcTestResult made = call(post("/console/keys")
                .param("name", "checkout page")
                .param("role", "storefront")
                .with(csrf()));
        assertThat(made).hasRedirectedUrl("/console/keys");
        var key = (ApiKeys.NewKey)
                Objects.requireNonNull(made.getMvcResult().getFlashMap().get("made"));
        assertThat(call(get("/console/keys").flashAttr("made", key))).bodyText().contains(key.secret());
        assertThat(call(get("/console/keys")))
                .bodyText()
                .contains(
                        "checkout page",
                        key.key().prefix(),
                        "/console/keys/" + key.key().id() + "/revoke")
                .doesNotContain(key.secret());

        assertThat(call(post("/console/keys/" + key.key().id() + "/revoke").with(csrf())))
                .hasRedirectedUrl("/console/keys");

        assertThat(call(get("/console/keys")))
                .bodyText()
                .contains("revoked")
                .doesNotContain("/console/keys/" + key.key().id() + "/revoke");
        assertThat(call(post("/console/keys").param("name", " ").with(csrf())))
                .hasStatus(400)
                .bodyText()
                .contains("1 to 100");
        assertThat(call(post("/console/keys/999999/revoke").with(csrf()))).hasStatus(404);
    }

    private static MockHttpServletRequestBuilder partial(String path) {
        return post(path).header("HX-Request", "true").with(csrf());
    }

    @Test
    void anOperatorSeesWhatFailedAndHasItTriedAgain() {
        long item = catalog.item("bag").key();
        work.add("elsewhere", List.of(item));
        work.failed(work.claim("elsewhere", 1, Duration.ofMinutes(1)).getFirst(), "The lamp is broken <b>");

        assertThat(call(get("/console"))).bodyText().contains("elsewhere", "The lamp is broken &lt;b&gt;", "1 failed");
        assertThat(call(post("/console/work/retry")
                        .param("queue", "elsewhere")
                        .header("HX-Request", "true")
                        .with(csrf())))
                .hasStatusOk()
                .bodyText()
                .contains("1 waiting")
                .doesNotContain("The lamp is broken");
        assertThat(work.claim("elsewhere", 5, Duration.ofMinutes(1)))
                .singleElement()
                .matches(task -> task.attempts() == 1);
    }

    @Test
    void refusalsBeforeAnyPageAreFriendlyToo() {
        for (int status : new int[] {400, 403, 404, 429, 500}) {
            for (String language : Languages.ALL) {
                assertThat(call(get("/error")
                                .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, status)
                                .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "//elsewhere.example/x")
                                .cookie(new Cookie("language", language))))
                        .hasStatus(status)
                        .bodyText()
                        .contains(String.valueOf(status), "href=\"/elsewhere.example/x?lang=zh\"")
                        .doesNotContain("??", "Exception");
            }
        }
    }

    /** As the operator, who may see every page. */
    private MvcTestResult call(AbstractMockHttpServletRequestBuilder<?> request) {
        return pages.perform(request.header(HttpHeaders.ACCEPT, "text/html")
                .with(user("admin").roles("ADMIN")));
    }

    private void put(String id, String english, String chinese, int stock, boolean active) throws IOException {
        catalog.put(
                id,
                new ItemDraft(
                        Map.of("en", english, "zh", chinese),
                        Map.of("en", english + " for every day."),
                        "thing",
                        Map.of("note", english),
                        new Offer(new BigDecimal("12.50"), "EUR", stock, active),
                        List.of(png(new Color(Math.abs(id.hashCode()) % 0xFFFFFF)))));
    }

    private static byte[] png(Color colour) throws IOException {
        var image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillOval(5, 5, 30, 30);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
