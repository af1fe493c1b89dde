package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.ranking.Ranking.By;
import dev.vitrine.ranking.Ranking.Recommendation;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

/** What is left out where, pages after pages, told tastes, logins, operators' rules, and what came of it all. */
@SpringBootTest(properties = {"vitrine.work.enabled=false", "vitrine.interaction.popular-refresh=0s"})
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class ShowingIntegrationTests {

    @Autowired
    private Ranking ranking;

    @Autowired
    private RankingRules rules;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester api;

    @MockitoBean
    private VectorIndex index;

    private FakeIndex vectors;
    private final String shopper = "user-" + UUID.randomUUID();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from recommendation").update();
        rules.all().forEach(rule -> rules.end(rule.id(), "test"));
        vectors = new FakeIndex(
                index, (item, filter) -> catalog.available(Set.of(item), filter).contains(item));
        for (int i = 0; i < 6; i++) {
            long mug = put("mug" + i, "mugs", i % 2 == 0 ? "north" : "south", 3);
            vectors.put(mug, UnitVector.of(1, 0.05f * i, 0), UnitVector.of(1, 0.05f * i, 0));
            long scarf = put("scarf" + i, "scarves", "north", 3);
            vectors.put(scarf, UnitVector.of(0.05f * i, 1, 0), UnitVector.of(0.05f * i, 1, 0));
        }
    }

    @Test
    void aSceneSaysWhatIsLeftOut() {
        did("mug0", "view");
        did("mug1", "cart");
        did("mug2", "purchase");
        did("mug3", "dislike");
        put("mug4", "mugs", "north", 0);

        assertThat(ids(ranking.forUser(shopper, Ask.of(100))))
                .doesNotContain("mug0", "mug1", "mug2", "mug3", "mug4")
                .contains("mug5");
        assertThat(ids(ranking.forUser(shopper, Ask.of(100).at("cart"))))
                .contains("mug0", "mug5")
                .doesNotContain("mug1", "mug2", "mug3", "mug4");
        assertThat(ids(ranking.forUser(shopper, Ask.of(100).at("item"))))
                .contains("mug0", "mug2")
                .doesNotContain("mug1", "mug3", "mug4");
        assertThat(ids(ranking.similar("mug5", By.BOTH, shopper, Ask.of(100))))
                .contains("mug0", "mug2")
                .doesNotContain("mug1", "mug3", "mug4", "mug5");
        assertThatThrownBy(() -> ranking.forUser(shopper, Ask.of(5).at("attic")))
                .hasMessageContaining("cart, home, item")
                .hasMessageContaining("attic");
    }

    @Test
    void whatIsTakenOutOfTheCartMayBeShownThereAgain() {
        did("mug1", "cart");
        assertThat(ids(ranking.forUser(shopper, Ask.of(100).at("cart")))).doesNotContain("mug1");

        did("mug1", "uncart");

        assertThat(ids(ranking.forUser(shopper, Ask.of(100).at("cart")))).contains("mug1");
    }

    @Test
    void anItemThatOnlyCameIntoSightIsNotLeftOut() {
        did("mug1", "impression");

        assertThat(ids(ranking.forUser(shopper, Ask.of(100)))).contains("mug1");
    }

    @Test
    void pageAfterPageNothingComesTwiceAndNothingIsMissed() {
        did("mug0", "like");
        List<String> seen = new ArrayList<>();
        Recommendation answer = ranking.forUser(shopper, Ask.of(4));
        while (!answer.items().isEmpty()) {
            seen.addAll(ids(answer));
            answer = ranking.forUser(shopper, Ask.of(4).following(answer.id()));
        }

        assertThat(seen).hasSize(11).doesNotHaveDuplicates();
        assertThat(answer.explanation()).isNotNull();
        UUID last = answer.id();
        assertThatThrownBy(() -> ranking.forUser("another", Ask.of(4).following(last)))
                .isInstanceOf(RecommendationNotFound.class);
        assertThatThrownBy(() -> ranking.forUser(shopper, Ask.of(4).following(UUID.randomUUID())))
                .isInstanceOf(RecommendationNotFound.class);
    }

    @Test
    void aToldTasteIsAnsweredAndNotStored() {
        MvcTestResult answer = send("/api/v1/recommendations", """
                {"items": [{"id": "scarf0", "weight": 3}, {"id": "gone"}], "not": [{"id": "scarf1"}], "limit": 3,
                 "filter": "category==scarves", "explain": true}""");

        assertThat(answer).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"basis": "preference", "scene": "home", "variant": "default", "unknown": ["gone"]}""");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[*].item.id")
                .asArray()
                .hasSize(3)
                .doesNotContain("scarf0", "scarf1")
                .allMatch(id -> id.toString().startsWith("scarf"));
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[0].features.dislike")
                .asNumber()
                .satisfies(taken -> assertThat(taken.doubleValue()).isNegative());
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[0].features")
                .asMap()
                .containsKeys("picture", "text", "popularity", "dislike", "boost");
        assertThat(jdbc.sql("select count(*) from interaction")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select count(*) from recommendation where user_id is null")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(jdbc.sql("select count(*) from user_preference where user_id = ''")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void wordsAndAPictureAreATasteToo() {
        DualEncoder encoder = mock(DualEncoder.class);
        when(index.encoder()).thenReturn(encoder);
        when(encoder.texts(any(), any())).thenReturn(List.of(UnitVector.of(0, 1, 0)));

        Recommendation answer =
                ranking.forOccasion(new Occasion(Map.of(), Map.of(), "something warm", null, null), Ask.of(6));

        assertThat(ids(answer)).allMatch(id -> id.startsWith("scarf"));
        assertThat(answer.items().getFirst().reason().text("en")).isEqualTo("Matches the words");
        assertThat(answer.items().getFirst().reason().because()).isNull();

        Recommendation joined = ranking.forOccasion(
                new Occasion(Map.of("mug0", 5.0), Map.of(), "something warm", null, null), Ask.of(4));
        assertThat(ids(joined)).anyMatch(id -> id.startsWith("mug"));
    }

    @Test
    void aToldTasteIsHeldToItsLimits() {
        refused("{}", "no items, no words and no picture");
        refused("{\"items\": [{\"id\": \"mug0\", \"weight\": 0}]}", "mug0", "above 0", "0.0");
        refused("{\"items\": [{\"weight\": 1}]}", "no id");
        refused("{\"items\": [" + "{\"id\": \"mug0\"},".repeat(100) + "{\"id\": \"mug1\"}]}", "100", "101");
        refused("{\"words\": \"" + "x".repeat(501) + "\"}", "500", "501");
        refused("{\"items\": [{\"id\": \"mug0\"}], \"picture\": \"http://x\"}", "data URI");
        refused("{\"items\": [{\"id\": \"mug0\"}], \"diversity\": 2}", "diversity", "2.0");
        refused("{\"items\": [{\"id\": \"mug0\"}], \"caps\": {\"brand\": 0}}", "brand", "0");
        refused("{\"items\": [{\"id\": \"mug0\"}], \"filter\": \"brnd==x\"}", "brnd");
    }

    @Test
    void aVisitorsDoingsAreTheUsersAfterTheLogin() {
        String visitor = "visitor-" + shopper;
        var click = new Event("event-" + shopper, visitor, "mug0", "click", null, null);
        assertThat(interactions.record(click)).isTrue();
        Recommendation shown = ranking.forUser(visitor, Ask.of(3));
        did("scarf0", "like");
        ranking.forUser(shopper, Ask.of(3));

        assertThat(send("/api/v1/users/" + shopper + "/merge", "{\"from\": \"" + visitor + "\"}"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"moved\": 1}");

        assertThat(interactions.recent(shopper, 10)).hasSize(2);
        assertThat(interactions.recent(visitor, 10)).isEmpty();
        assertThat(ids(ranking.forUser(shopper, Ask.of(100)))).doesNotContain("mug0", "scarf0");
        assertThat(ids(ranking.forUser(shopper, Ask.of(3).following(shown.id()))))
                .doesNotContainAnyElementsOf(ids(shown));
        // The same event, sent again by a slow browser, is known; and a second login moves nothing.
        assertThat(interactions.record(click)).isFalse();
        assertThat(interactions.merge(visitor, shopper)).isZero();
        assertThat(interactions.recent(shopper, 10)).hasSize(2);
        assertThatThrownBy(() -> interactions.merge(shopper, shopper)).isInstanceOf(InvalidRequest.class);
        assertThat(send("/api/v1/users/" + shopper + "/merge", "{}"))
                .hasStatus(400)
                .bodyText()
                .contains("from is missing");

        interactions.erase(shopper);
        assertThat(jdbc.sql("select count(*) from recommendation where user_id in (?, ?)")
                        .params(shopper, visitor)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void operatorsHideBoostAndPin() {
        did("mug0", "like");
        assertThat(ids(ranking.forUser(shopper, Ask.of(3)))).allMatch(id -> id.startsWith("mug"));

        RankingRule boost = rules.add(rule("boost", "category==scarves", 50.0, null), "olga");
        assertThat(ids(ranking.forUser(shopper, Ask.of(3)))).allMatch(id -> id.startsWith("scarf"));
        rules.add(rule("hide", "id==scarf0", null, null), "olga");
        assertThat(ids(ranking.forUser(shopper, Ask.of(100))))
                .doesNotContain("scarf0")
                .hasSize(10);
        assertThat(ids(ranking.similar("scarf1", By.BOTH, null, Ask.of(100)))).doesNotContain("scarf0");
        rules.end(boost.id(), "otto");
        rules.add(rule("pin", "id==scarf3", null, 2), "olga");

        Recommendation answer = ranking.forUser(shopper, Ask.of(4));
        assertThat(ids(answer)).hasSize(4).doesNotHaveDuplicates();
        assertThat(answer.items().get(1).item().id()).isEqualTo("scarf3");
        assertThat(answer.items().get(1).reason().text("en")).isEqualTo("Chosen by the shop");
        assertThat(rules.all())
                .filteredOn(rule -> rule.id() == boost.id())
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.createdBy()).isEqualTo("olga");
                    assertThat(rule.changedBy()).isEqualTo("otto");
                    assertThat(rule.ends()).isBeforeOrEqualTo(Instant.now());
                });
        did("scarf3", "dislike");
        assertThat(ids(ranking.forUser(shopper, Ask.of(4)))).doesNotContain("scarf3");
    }

    @Test
    void aBoostAlsoLiftsWhatNewVisitorsSee() {
        interactions.record(new Event(null, "someone", "mug3", "purchase", null, null));
        rules.add(rule("boost", "id==scarf2", 10.0, null), "olga");

        assertThat(ids(ranking.forUser(shopper, Ask.of(2)))).containsExactly("scarf2", "mug3");
    }

    @Test
    void aRuleHoldsFromWhenToWhenAndWhere() {
        Instant now = Instant.now();
        var tomorrow = new RankingRule.Draft(
                "later", "hide", null, "id==mug1", null, null, null, null, now.plus(Duration.ofDays(1)), null);
        var elsewhere = new RankingRule.Draft("cart", "hide", "cart", "id==mug2", null, null, null, null, null, null);
        rules.add(tomorrow, "olga");
        rules.add(elsewhere, "olga");

        assertThat(ids(ranking.forUser(shopper, Ask.of(100)))).contains("mug1", "mug2");
        assertThat(ids(ranking.forUser(shopper, Ask.of(100).at("cart")))).doesNotContain("mug2");
    }

    @Test
    void aPageIsCappedUntilThereIsNothingElseToFillIt() {
        did("mug0", "like");
        MvcTestResult answer = call(get("/api/v1/users/{user}/recommendations", shopper)
                .queryParam("cap", "category:2")
                .queryParam("limit", "4"));

        assertThat(answer)
                .bodyJson()
                .extractingPath("$.items[*].item.category")
                .asArray()
                .containsExactlyInAnyOrder("mugs", "mugs", "scarves", "scarves");
        assertThat(ids(ranking.forUser(
                        shopper,
                        new Ask(11, "en", catalog.filter(null), null, null, Map.of("category", 2), false, null))))
                .hasSize(11)
                .doesNotHaveDuplicates();
        rules.add(new RankingRule.Draft("cap", "cap", null, null, "brand", null, null, 1, null, null), "olga");
        assertThat(ids(ranking.forUser(shopper, Ask.of(2))).stream()
                        .map(id -> catalog.item(id).attributes().get("brand")))
                .containsExactlyInAnyOrder("north", "south");
        assertThat(call(get("/api/v1/users/u/recommendations").queryParam("cap", "brand")))
                .hasStatus(400)
                .bodyText()
                .contains("brand:3");
    }

    @Test
    void rulesAreKeptOverRest() {
        MvcTestResult made = admin(
                post("/api/v1/admin/rules").contentType("application/json").content("""
                {"name": "Summer", "kind": "boost", "filter": "category==mugs", "amount": 1.5, "scene": "home",
                 "begins": "2026-06-01T00:00:00Z", "ends": "2126-09-01T00:00:00Z"}"""));
        assertThat(made)
                .hasStatus(201)
                .bodyJson()
                .isLenientlyEqualTo("{\"name\": \"Summer\", \"kind\": \"boost\", \"createdBy\": \"olga\"}");
        long id = rules.all().getFirst().id();
        assertThat(admin(delete("/api/v1/admin/rules/" + id))).hasStatus(204);
        assertThat(admin(delete("/api/v1/admin/rules/0"))).hasStatus(404);
        assertThat(admin(get("/api/v1/admin/rules"))).bodyText().contains("Summer");
        assertThat(call(get("/api/v1/admin/rules"))).hasStatus(403);
    }

    @Test
    void aRuleThatCannotBeMeantIsRefused() {
        wrongRule(rule("boots", "category==mugs", 1.0, null), "boost, pin, hide or cap", "boots");
        wrongRule(rule("boost", "category==mugs", null, null), "amount is missing");
        wrongRule(rule("boost", "category==mugs", 101.0, null), "amount", "100", "101");
        wrongRule(rule("hide", "category==mugs", 1.0, null), "amount is not a part");
        wrongRule(rule("pin", "category==mugs", null, 0), "position", "0");
        wrongRule(rule("hide", "colour=like=x", null, null), "=like=");
        wrongRule(rule("hide", " ", null, null), "filter is blank");
        wrongRule(
                new RankingRule.Draft("x", "hide", "attic", "id==a", null, null, null, null, null, null),
                "attic",
                "home");
    }

    @Test
    void aReportSaysWhatCameOfRecommendations() {
        Recommendation first = ranking.forUser(shopper, Ask.of(4));
        ranking.forUser(shopper, Ask.of(4));
        String clicked = ids(first).getFirst();
        interactions.record(new Event(null, shopper, clicked, "impression", null, first.id()));
        interactions.record(new Event(null, shopper, clicked, "click", null, first.id()));
        interactions.record(new Event(null, shopper, clicked, "click", null, first.id()));
        String elsewhere = ids(ranking.forUser("x", Ask.of(12))).stream()
                .filter(id -> !ids(first).contains(id))
                .findFirst()
                .orElseThrow();
        jdbc.sql("delete from recommendation where user_id = 'x'").update();
        interactions.record(new Event(null, shopper, elsewhere, "click", null, first.id()));

        assertThat(admin(get("/api/v1/admin/reports/recommendations")))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"rows": [{"variant": "default", "scene": "home", "answers": 2, "items": 8,
                          "events": {"click": 2, "impression": 1}, "clicked": 1, "clickThrough": 0.125,
                          "answersClicked": 1, "answersClickedRate": 0.5}]}""");
        assertThat(admin(get("/api/v1/admin/reports/recommendations").queryParam("from", "2999-01-01T00:00:00Z")))
                .hasStatus(400)
                .bodyText()
                .contains("from must be before until");
    }

    private RankingRule.Draft rule(String kind, String filter, @Nullable Double amount, @Nullable Integer position) {
        return new RankingRule.Draft(kind, kind, null, filter, null, amount, position, null, null, null);
    }

    private void wrongRule(RankingRule.Draft draft, String... parts) {
        assertThatThrownBy(() -> rules.add(draft, "olga"))
                .isInstanceOf(Problem.class)
                .satisfies(problem -> assertThat(problem.getMessage()).contains(parts));
    }

    private void refused(String body, String... parts) {
        assertThat(send("/api/v1/recommendations", body))
                .hasStatus(400)
                .bodyText()
                .contains(parts);
    }

    private void did(String item, String type) {
        interactions.record(new Event(null, shopper, item, type, null, null));
    }

    private static List<String> ids(Recommendation answer) {
        return answer.items().stream().map(ranked -> ranked.item().id()).toList();
    }

    private MvcTestResult send(String path, String body) {
        return call(post(path).contentType("application/json").content(body));
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request) {
        return api.perform(request.with(user("shop").roles("SHOP")));
    }

    private MvcTestResult admin(MockHttpServletRequestBuilder request) {
        return api.perform(request.with(user("olga").roles("ADMIN")));
    }

    private long put(String id, String category, String brand, int stock) {
        return catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", id),
                                Map.of(),
                                category,
                                Map.of("brand", brand),
                                new Item.Offer(null, null, stock, true),
                                List.of()))
                .key();
    }
}
