package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Captions and answers over HTTP, by small models with random weights: what they say is nonsense, but always the same. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.enrichment.captioner=babbler",
            "vitrine.enrichment.answerer=oracle",
            "vitrine.enrichment.max-questions=3",
            "vitrine.enrichment.max-text-length=20"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class BlipEnrichmentIntegrationTests {

    private static final Item.Offer OFFER = new Item.Offer(BigDecimal.ONE, "EUR", 1, true);

    @TempDir
    private static Path home;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester api;

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) throws IOException {
        copy("caption", "babbler");
        copy("answer", "oracle");
        registry.add("vitrine.home", home::toString);
    }

    private static void copy(String golden, String model) throws IOException {
        Path to = Files.createDirectories(home.resolve("models").resolve(model));
        try (var files = Files.list(Path.of("src/test/resources/golden/blip").resolve(golden))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @BeforeEach
    void openTheShop() throws IOException {
        jdbc.sql("delete from item").update();
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB), "png", png);
        catalog.put("seen", draft(List.of(png.toByteArray())));
        catalog.put("unseen", draft(List.of()));
    }

    private static ItemDraft draft(List<byte[]> pictures) {
        return new ItemDraft(Map.of("en", "A thing"), Map.of(), null, Map.of(), OFFER, pictures);
    }

    @Test
    void anItemIsCaptionedInEveryKindTheModelKnows() {
        assertThat(call("seen/captions", ""))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying(
                        "$[0].language", language -> language.assertThat().isEqualTo("en"))
                .hasPathSatisfying("$[0].style", style -> style.assertThat().isEqualTo("concise"))
                .hasPathSatisfying(
                        "$[0].candidates[0].text",
                        text -> text.assertThat().asString().isNotBlank())
                .hasPathSatisfying(
                        "$[0].proposed", text -> text.assertThat().asString().isNotBlank())
                .hasPathSatisfying("$[0].model", model -> model.assertThat().isEqualTo("babbler"))
                .hasPathSatisfying(
                        "$[0].revision",
                        revision -> revision.assertThat().asString().matches("[0-9a-f]{12}"))
                .doesNotHavePath("$[1]");
        assertThat(api.perform(get("/api/v1/admin/items/seen/statements")
                        .with(user("operator").roles("ADMIN"))))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$[0].item", item -> item.assertThat().isEqualTo("seen"))
                .hasPathSatisfying("$[0].kind", kind -> kind.assertThat().isEqualTo("caption"))
                .hasPathSatisfying("$[0].topic", topic -> topic.assertThat().isEqualTo("en concise"))
                .hasPathSatisfying("$[0].state", state -> state.assertThat().isEqualTo("proposed"))
                .hasPathSatisfying(
                        "$[0].origin.model", model -> model.assertThat().isEqualTo("babbler"))
                .hasPathSatisfying(
                        "$[0].origin.settings.candidates",
                        number -> number.assertThat().isEqualTo(3))
                .doesNotHavePath("$[0].decidedBy");
    }

    @Test
    void questionsAreAnsweredInTheirOrder() {
        assertThat(call("seen/answers", "{\"questions\": [\"what is it?\", \"它是什么颜色\"]}"))
                .hasStatusOk()
                .bodyJson()
                .hasPathSatisfying("$[0].question", asked -> asked.assertThat().isEqualTo("what is it?"))
                .hasPathSatisfying("$[1].question", asked -> asked.assertThat().isEqualTo("它是什么颜色"))
                .hasPathSatisfying("$[1].answer", answer -> answer.assertThat().asString())
                .hasPathSatisfying("$[1].model", model -> model.assertThat().isEqualTo("oracle"))
                .doesNotHavePath("$[2]");
    }

    @Test
    void whatCannotBeLookedAtIsSaid() {
        refused("unseen/captions", "", 409, "The item \"unseen\" has no picture to look at.");
        refused(
                "unseen/answers",
                "{\"questions\": [\"what?\"]}",
                409,
                "The item \"unseen\" has no picture to look at.");
        refused("nobody/captions", "", 404, "nobody");
    }

    @Test
    void questionsAreHeldToTheirLimits() {
        String most =
                IntStream.range(0, 3).mapToObj(i -> "\"red red red red mug?\"").collect(Collectors.joining(","));
        assertThat(call("seen/answers", "{\"questions\": [" + most + "]}")).hasStatusOk();
        refused(
                "seen/answers",
                "{\"questions\": [" + most + ", \"what?\"]}",
                400,
                "A request has 1 to 3 questions, not 4.");
        refused("seen/answers", "{\"questions\": []}", 400, "A request has 1 to 3 questions, not 0.");
        refused(
                "seen/answers",
                "{\"questions\": [\"a\", \"" + "?".repeat(21) + "\"]}",
                400,
                "A question has 1 to 20 characters, and not only spaces; number 2 has 21.");
        refused("seen/answers", "{\"questions\": [\"  \"]}", 400, "number 1 has 2");
        refused("seen/answers", "{\"questions\": [null]}", 400, "none of them null");
        refused("seen/answers", "{}", 400, "list of questions");
    }

    private void refused(String path, String body, int status, String detail) {
        assertThat(call(path, body))
                .hasStatus(status)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .contains(detail);
    }

    private MvcTestResult call(String path, String body) {
        return api.perform(post("/api/v1/admin/items/" + path)
                .with(user("operator").roles("ADMIN"))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }
}
