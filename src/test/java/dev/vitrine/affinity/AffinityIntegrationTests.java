package dev.vitrine.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.affinity.Affinity.Fan;
import dev.vitrine.affinity.Affinity.Going;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import it.unimi.dsi.fastutil.longs.Long2DoubleMap;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** A small shop with a log: tables, endpoints, and what a click changes. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.interaction.popular-refresh=0s"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class AffinityIntegrationTests {

    @Autowired
    private MockMvcTester api;

    @Autowired
    private Affinity affinity;

    @Autowired
    private Words words;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        for (int i = 0; i < 4; i++) {
            put("mug" + i, "Stoneware mug " + i, "mug");
            put("scarf" + i, "Woollen scarf " + i, "scarf");
        }
        for (int shopper = 0; shopper < 6; shopper++) {
            String kind = shopper < 3 ? "mug" : "scarf";
            for (int i = 0; i < 3; i++) {
                did(shopper(shopper), kind + i, "purchase", Duration.ofDays(5).plusHours(i));
            }
        }
        did(shopper(0), "scarf3", "view", Duration.ofDays(1));
    }

    @Test
    void whatIsBoughtTogetherIsFoundAfterARecomputationAndNotWhatIsSoldOut() {
        assertThat(affinity.boughtTogether("mug0", 10)).isEmpty();

        affinity.recompute();

        assertThat(ids(affinity.boughtTogether("mug0", 10))).containsExactlyInAnyOrder("mug1", "mug2");
        assertThat(ids(affinity.boughtTogether("mug0", 1))).hasSize(1);
        soldOut("mug1");
        assertThat(ids(affinity.boughtTogether("mug0", 10))).containsExactly("mug2");
    }

    @Test
    void theLastClickCountsInTheVeryNextScore() {
        affinity.recompute();
        String visitor = "visitor-" + run;
        Profile before = affinity.profile(Map.of());

        did(visitor, "scarf0", "click", Duration.ZERO);
        Map<Long, Double> history = new LinkedHashMap<>();
        interactions.recent(visitor, 10).forEach(event -> history.put(event.item(), 1.0));
        Profile after = affinity.profile(history);

        assertThat(before.isEmpty()).isTrue();
        assertThat(after.related(affinity.stored().rows(Kind.LIKED, after.items()))
                        .score(key("scarf1")))
                .isPositive();
    }

    @Test
    void aRecomputationIsRepeatedWithTheSameResult() {
        affinity.recompute();
        List<String> once = rows();

        affinity.recompute();

        assertThat(rows()).isEqualTo(once).isNotEmpty();
        assertThat(affinity.last()).hasValueSatisfying(last -> {
            assertThat(last.items()).isEqualTo(7);
            assertThat(last.users()).isEqualTo(6);
        });
    }

    @Test
    void whoWouldLikeAnItemAreThoseWhoLikedItsNeighboursAndDidNotTouchIt() {
        affinity.recompute();
        did("fresh-" + run, "mug1", "like", Duration.ofHours(1));

        List<Fan> fans = affinity.fans("mug0", 10);

        assertThat(fans).extracting(Fan::user).containsExactly("fresh-" + run);
        assertThat(fans.getFirst().because().id()).isEqualTo("mug1");
        // mug3 was never touched: its words say who.
        assertThat(affinity.fans("mug3", 10))
                .extracting(Fan::user)
                .contains(shopper(0), shopper(1), "fresh-" + run)
                .doesNotContain(shopper(4));
    }

    @Test
    void anItemWithoutAHistoryBorrowsFromThoseItReadsLike() {
        affinity.recompute();

        Map<Long, Double> borrowed = words.borrowed(
                List.of(key("mug3")), affinity.stored(), scores(Map.of(key("mug0"), 1.0, key("scarf0"), 0.1)), 10);

        assertThat(borrowed.get(key("mug3"))).isBetween(0.05, 1.0);
        assertThat(words.borrowed(List.of(key("mug3")), affinity.stored(), scores(Map.of(key("mug0"), 1.0)), 0))
                .isEmpty();
    }

    private static Long2DoubleMap scores(Map<Long, Double> scores) {
        return new Long2DoubleOpenHashMap(scores);
    }

    @Test
    void aNewItemIsKnownByItsWordsAtOnceAndForgottenWithItsRemoval() {
        affinity.recompute();
        long fresh = put("mug9", "Stoneware mug of the evening", "mug");
        Profile profile = affinity.profile(Map.of(key("mug0"), 1.0));

        assertThat(words.query(profile).likeness(fresh)).isGreaterThan(0.3);
        assertThat(words.query(profile).nearest(10).items()).contains(fresh);
        assertThat(words.query(profile).because(fresh)).isEqualTo(key("mug0"));

        catalog.delete("mug9");

        assertThat(words.query(profile).likeness(fresh)).isZero();
    }

    @Test
    void popularAndTrendingByCategory() {
        for (int i = 0; i < 5; i++) {
            did("late-" + i + run, "mug2", "like", Duration.ofHours(2));
        }

        assertThat(call(get("/api/v1/popular").queryParam("limit", "1")))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[0].item.id")
                .isEqualTo("mug2");
        assertThat(call(get("/api/v1/popular").queryParam("category", "scarf")))
                .bodyJson()
                .extractingPath("$.items[*].item.category")
                .asArray()
                .containsOnly("scarf");
        assertThat(call(get("/api/v1/trending")))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[0].item.id")
                .isEqualTo("mug2");
    }

    @Test
    void theEndpointsAnswerAndRefuseByFieldLimitAndValue() {
        assertThat(call(post("/api/v1/admin/affinity")))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items")
                .isEqualTo(7);
        assertThat(call(get("/api/v1/admin/affinity")))
                .bodyJson()
                .extractingPath("$.computed")
                .isEqualTo(true);
        assertThat(call(get("/api/v1/items/mug0/bought-together")))
                .bodyJson()
                .extractingPath("$.items")
                .asArray()
                .hasSize(2);
        assertThat(call(get("/api/v1/items/mug3/users").queryParam("limit", "1")))
                .bodyJson()
                .extractingPath("$.users")
                .asArray()
                .hasSize(1);
        assertThat(call(get("/api/v1/items/nothing/users"))).hasStatus(404);
        assertThat(call(get("/api/v1/items/nothing/bought-together"))).hasStatus(404);
        assertRefused(get("/api/v1/items/mug0/users").queryParam("limit", "1001"), "from 1 to 1000, but is 1001");
        assertRefused(get("/api/v1/popular").queryParam("limit", "101"), "from 1 to 100, but is 101");
        assertRefused(get("/api/v1/trending").queryParam("category", " "), "from 1 to 500 characters");
        assertRefused(get("/api/v1/popular").queryParam("language", "?"), "language must be a tag");
        assertThat(call(get("/api/v1/popular").queryParam("limit", "100"))).hasStatusOk();
    }

    private void assertRefused(MockHttpServletRequestBuilder request, String detail) {
        assertThat(call(request)).hasStatus(400).bodyText().contains(detail);
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request) {
        return api.perform(request.with(user("admin").roles("ADMIN")));
    }

    private List<String> rows() {
        return jdbc.sql("""
                        select kind || ' ' || item || ' ' || neighbours::text || ' ' || weights::text
                        from item_neighbour order by kind, item""").query(String.class).list();
    }

    private String shopper(int number) {
        return "shopper-" + number + "-" + run;
    }

    private long key(String id) {
        return catalog.item(id).key();
    }

    private long put(String id, String title, String category) {
        return put(id, title, category, null);
    }

    private void soldOut(String id) {
        put(id, "Stoneware mug 1", "mug", 0);
    }

    private long put(String id, String title, String category, Integer stock) {
        return catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", title),
                                Map.of(),
                                category,
                                Map.of(),
                                new Item.Offer(null, null, stock, true),
                                null))
                .key();
    }

    private void did(String who, String item, String type, Duration ago) {
        interactions.record(new Event(null, who, item, type, Instant.now().minus(ago), null));
    }

    private static List<String> ids(List<Going> items) {
        return items.stream().map(going -> going.item().id()).toList();
    }
}
