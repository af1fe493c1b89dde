package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import com.jayway.jsonpath.JsonPath;
import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.Role;
import dev.vitrine.demo.Background;
import dev.vitrine.demo.Category;
import dev.vitrine.demo.Colour;
import dev.vitrine.demo.DemoTexts;
import dev.vitrine.demo.Drawing;
import dev.vitrine.demo.Pattern;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;

/**
 * The main job as one story, with the shipped model and a shop's own keys: items arrive, are found by words and by a
 * photo, are tagged, a visitor clicks, and the next answer knows.
 */
@SpringBootTest(properties = "vitrine.home=target/walkthrough-home")
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class WalkthroughIntegrationTests {

    private static final int SIZE = 128;

    @Autowired
    private MockMvcTester api;

    @Autowired
    private ApiKeys keys;

    @Test
    void aShopOpensAndAVisitorIsUnderstood() throws Exception {
        String shop = keys.create(Role.SHOP, "shop").secret();
        String storefront = keys.create(Role.STOREFRONT, "storefront").secret();
        String admin = keys.create(Role.ADMIN, "admin").secret();

        // A new item arrives with a picture and texts, and is found seconds later without a single interaction.
        for (Category category : List.of(Category.MUG, Category.DRESS, Category.CHAIR, Category.TEDDY_BEAR)) {
            for (Colour colour : List.of(Colour.RED, Colour.BLUE, Colour.GREEN, Colour.YELLOW)) {
                assertThat(call(
                                shop,
                                put("/api/v1/items/{id}", id(category, colour))
                                        .contentType("application/json")
                                        .content(item(category, colour))))
                        .hasStatus2xxSuccessful();
            }
        }
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(
                                JsonPath.<Integer>read(body(call(admin, get("/api/v1/admin/status"))), "$.embedded"))
                        .isEqualTo(16));

        assertThat(ids(call(storefront, get("/api/v1/search?limit=4").queryParam("q", "a red mug")), "items"))
                .first()
                .isEqualTo("mug-red");
        assertThat(ids(call(storefront, get("/api/v1/search?limit=4").queryParam("q", "蓝色连衣裙")), "items"))
                .first()
                .isEqualTo("dress-blue");
        byte[] photo = drawing(Category.CHAIR, Colour.GREEN, 99).png(SIZE);
        assertThat(ids(
                        call(storefront, multipart("/api/v1/search").file(new MockMultipartFile("picture", photo))),
                        "items"))
                .first()
                .isEqualTo("chair-green");

        // An operator has it tagged: nobody told the shop what is on the picture.
        assertThat(call(
                        admin,
                        put("/api/v1/admin/vocabularies/kind")
                                .contentType("application/json")
                                .content("""
                                {"templates": {"en": ["a photo of a {}", "{}"]},
                                 "labels": [{"name": "mug", "words": {"en": "mug", "zh": "马克杯"}},
                                            {"name": "dress", "words": {"en": "dress"}},
                                            {"name": "teddy bear", "words": {"en": "teddy bear"}}]}""")))
                .hasStatusOk();
        MvcTestResult tags = call(admin, post("/api/v1/admin/items/{id}/tags", "teddy-bear-yellow"));
        assertThat(tags).hasStatusOk();
        assertThat(JsonPath.<String>read(body(tags), "$[0].given[0]")).isEqualTo("teddy bear");
        assertThat(JsonPath.<Double>read(body(tags), "$[0].ranking[0].score")).isGreaterThan(0.5);
        assertThat(JsonPath.<String>read(body(tags), "$[0].model")).isEqualTo("demo-clip");

        // A visitor nobody knows is told so; one click, and look-alikes rise.
        MvcTestResult stranger = call(storefront, get("/api/v1/users/lin/recommendations?limit=5"));
        assertThat(JsonPath.<String>read(body(stranger), "$.basis")).isNotEqualTo("preference");
        assertThat(JsonPath.<String>read(body(stranger), "$.explanation")).isNotBlank();

        record("lin", "mug-red", storefront);
        MvcTestResult after = call(storefront, get("/api/v1/users/lin/recommendations?limit=5"));
        assertThat(ids(after, "items")).hasSize(5).doesNotContain("mug-red");
        assertThat(ids(after, "items").getFirst()).startsWith("mug-");
        assertThat(JsonPath.<String>read(body(after), "$.items[0].reason.because.id"))
                .isEqualTo("mug-red");
        assertThat(JsonPath.<String>read(body(after), "$.items[0].reason.text")).isNotBlank();

        // What sells out is gone from the very next answer.
        String first = ids(after, "items").getFirst();
        Category category = Category.MUG;
        Colour colour = Colour.valueOf(first.substring("mug-".length()).toUpperCase(java.util.Locale.ROOT));
        assertThat(call(
                        shop,
                        put("/api/v1/items/{id}", first)
                                .contentType("application/json")
                                .content(item(category, colour).replace("\"stock\": 5", "\"stock\": 0"))))
                .hasStatus2xxSuccessful();
        assertThat(ids(call(storefront, get("/api/v1/users/lin/recommendations?limit=5")), "items"))
                .hasSize(5)
                .doesNotContain(first);

        // And whoever runs it sees that nothing is left to do.
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            MvcTestResult status = call(admin, get("/api/v1/admin/status"));
            assertThat(JsonPath.<Integer>read(body(status), "$.items")).isEqualTo(16);
            assertThat(JsonPath.<Boolean>read(body(status), "$.ready")).isTrue();
            assertThat(JsonPath.<Integer>read(body(status), "$.failed")).isZero();
        });
    }

    private void record(String user, String item, String key) {
        assertThat(call(
                        key,
                        post("/api/v1/interactions")
                                .contentType("application/json")
                                .content("""
                        {"user": "%s", "item": "%s", "type": "click"}""".formatted(user, item))))
                .hasStatusOk();
    }

    private static String item(Category category, Colour colour) {
        Drawing drawing = drawing(category, colour, 1);
        return """
                {"title": {"en": "%s", "zh": "%s"}, "description": "%s", "category": "%s", "price": 12.5,
                 "currency": "EUR", "stock": 5, "pictures": ["data:image/png;base64,%s"]}""".formatted(
                        DemoTexts.title(drawing, "en"),
                        DemoTexts.title(drawing, "zh"),
                        DemoTexts.description(drawing, "en"),
                        category.slug(),
                        Base64.getEncoder().encodeToString(drawing.png(SIZE)));
    }

    private static Drawing drawing(Category category, Colour colour, long seed) {
        Colour second = colour == Colour.WHITE ? Colour.BLACK : Colour.WHITE;
        return new Drawing(category, colour, Pattern.STRIPED, second, 1, Background.values()[0], seed);
    }

    private static String id(Category category, Colour colour) {
        return category.slug() + "-" + colour.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static List<String> ids(MvcTestResult answer, String list) throws UnsupportedEncodingException {
        assertThat(answer).hasStatusOk();
        return JsonPath.read(body(answer), "$." + list + "[*].item.id");
    }

    private static String body(MvcTestResult answer) throws UnsupportedEncodingException {
        return answer.getResponse().getContentAsString();
    }

    private MvcTestResult call(String key, AbstractMockHttpServletRequestBuilder<?> request) {
        return api.perform(request.header(HttpHeaders.AUTHORIZATION, "Bearer " + key));
    }
}
