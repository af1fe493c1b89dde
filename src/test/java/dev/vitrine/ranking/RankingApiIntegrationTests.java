package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** What a shop's server sends and gets: interactions, recommendations, a preference, similar items, erasure. */
@SpringBootTest(properties = {"vitrine.work.enabled=false", "vitrine.interaction.popular-refresh=0s"})
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class RankingApiIntegrationTests {

    @Autowired
    private MockMvcTester api;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @MockitoBean
    private VectorIndex index;

    private final String shopper = "user-" + UUID.randomUUID();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        var vectors = new FakeIndex(
                index, (item, filter) -> catalog.available(Set.of(item), filter).contains(item));
        for (int i = 0; i < 4; i++) {
            long mug = put("mug" + i, "Mug " + i, "杯子" + i, "blue");
            vectors.put(mug, UnitVector.of(1, 0.05f * i), UnitVector.of(1, 0.05f * i));
            long scarf = put("scarf" + i, "Scarf " + i, "围巾" + i, "red");
            vectors.put(scarf, UnitVector.of(0.05f * i, 1), UnitVector.of(0.05f * i, 1));
        }
    }

    @Test
    void anInteractionIsRecordedOnceAndTheNextAnswerKnows() {
        String body =
                """
                {"eventId": "%1$s", "user": "%1$s", "item": "mug0", "type": "click",
                 "at": "%2$s"}""".formatted(shopper, OffsetDateTime.now(ZoneOffset.ofHours(8)).minusDays(2));

        assertThat(send("/api/v1/interactions", body))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"recorded\": true}");
        assertThat(send("/api/v1/interactions", body))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"recorded\": false}");
        click("mug1");

        MvcTestResult answer = call(get("/api/v1/users/{user}/recommendations", shopper)
                .queryParam("limit", "2")
                .queryParam("language", "zh"));
        assertThat(answer).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"user": "%s", "basis": "preference",
                 "items": [{"item": {"id": "mug2", "title": "杯子2"}, "reason": {"kind": "looks-like"}}, {"item": {"id": "mug3"}}]}
                """.formatted(shopper));
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.recommendationId")
                .asString()
                .hasSize(36);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[0].reason.text")
                .asString()
                .contains("外观相似");
    }

    @Test
    void eachEntryOfABatchHasItsResult() {
        MvcTestResult answer = send("/api/v1/interactions/batch", """
                {"interactions": [
                  {"user": "%1$s", "item": "mug0", "type": "view"},
                  {"user": "%1$s", "item": "nowhere", "type": "view"},
                  {"user": "%1$s", "item": "mug0", "type": "view", "weight": 3},
                  {"user": "%1$s", "item": "mug0", "type": "view", "at": "yesterday"},
                  null,
                  {"user": "%1$s", "item": "mug0"},
                  {"user": "%1$s", "item": "mug1", "type": "like"}]}""".formatted(shopper));

        assertThat(answer).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"recorded": 2, "known": 0, "refused": 5, "results": [
                  {"recorded": true},
                  {"recorded": false, "problem": {"type": "urn:vitrine:problem:item-not-found", "item": "nowhere"}},
                  {"problem": {"field": "weight"}}, {"problem": {"field": "at"}}, {"problem": {"field": "interactions"}},
                  {"problem": {"field": "type"}}, {"recorded": true}]}""");
    }

    @Test
    void aBatchHasALimit() {
        String entry = "{\"user\": \"u\", \"item\": \"mug0\", \"type\": \"view\"}";
        String body = "{\"interactions\": [" + String.join(",", java.util.Collections.nCopies(1001, entry)) + "]}";

        assertThat(send("/api/v1/interactions/batch", body))
                .hasStatus(400)
                .bodyText()
                .contains("1000")
                .contains("1001");
        assertThat(send("/api/v1/interactions/batch", "{}"))
                .hasStatus(400)
                .bodyText()
                .contains("interactions is missing");
    }

    @Test
    void wrongInputIsNamed() {
        assertThat(send("/api/v1/interactions", "{\"usr\": \"u\"}"))
                .hasStatus(400)
                .bodyText()
                .contains("usr");
        assertThat(call(get("/api/v1/users/u/recommendations").queryParam("limit", "0")))
                .hasStatus(400)
                .bodyText()
                .contains("limit")
                .contains("100");
        assertThat(call(get("/api/v1/users/u/recommendations").queryParam("limt", "5")))
                .hasStatus(400)
                .bodyText()
                .contains("limt");
        assertThat(call(get("/api/v1/items/mug0/similar").queryParam("by", "smell")))
                .hasStatus(400)
                .bodyText()
                .contains("picture, text, both, behaviour or all")
                .contains("smell");
        assertThat(call(get("/api/v1/items/mug0/similar").queryParam("by", "picture")))
                .hasStatus(409)
                .bodyText()
                .contains("item-without-picture");
        assertThat(call(get("/api/v1/items/nowhere/similar"))).hasStatus(404);
    }

    @Test
    void similarItemsComeWithTheirReason() {
        assertThat(call(get("/api/v1/items/mug0/similar")
                        .queryParam("by", "text")
                        .queryParam("limit", "1")))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"item": "mug0", "by": "text", "items": [
                          {"item": {"id": "mug1"}, "reason": {"kind": "reads-like", "picture": 0, "because": {"id": "mug0"}}}]}""");
    }

    @Test
    void aPreferenceIsShownInItemsWeightsAndWordsUntilTheUserIsErased() {
        click("mug0");
        click("mug1");
        click("scarf0");

        MvcTestResult answer = call(get("/api/v1/users/{user}/preference", shopper));
        assertThat(answer).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"positives": 3, "disliked": [],
                 "words": [{"attribute": "colour", "value": "blue", "share": 0.67}, {"value": "red", "share": 0.33}]}""");
        assertThat(answer).bodyJson().extractingPath("$.session[0].item.id").isEqualTo("scarf0");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.interests.picture[*].weight")
                .asArray()
                .hasSize(2);

        assertThat(call(delete("/api/v1/users/{user}", shopper))).hasStatus(204);

        assertThat(call(get("/api/v1/users/{user}/preference", shopper)))
                .bodyJson()
                .isLenientlyEqualTo("{\"positives\": 0, \"session\": [], \"words\": []}");
    }

    private void click(String item) {
        assertThat(send(
                        "/api/v1/interactions",
                        "{\"user\": \"%s\", \"item\": \"%s\", \"type\": \"click\"}".formatted(shopper, item)))
                .hasStatusOk();
    }

    private MvcTestResult send(String path, String body) {
        return call(post(path).contentType("application/json").content(body));
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request) {
        return api.perform(request.with(user("shop").roles("SHOP")));
    }

    private long put(String id, String english, String chinese, String colour) {
        return catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", english, "zh", chinese),
                                Map.of(),
                                null,
                                Map.of("colour", colour),
                                new Item.Offer(null, null, null, true),
                                List.of()))
                .key();
    }
}
