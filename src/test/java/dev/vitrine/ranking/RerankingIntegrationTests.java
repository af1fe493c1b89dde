package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.ranking.Ranking.Recommendation;
import dev.vitrine.ranking.reranker.Networks;
import dev.vitrine.vector.UnitVector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Hybrid fusion's network from its training to the answers that it serves, and late fusion wherever there is none. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.interaction.popular-refresh=0s",
            "vitrine.ranking.fusion=hybrid",
            "vitrine.ranking.diversity=0",
            "vitrine.ranking.exploration=0",
            "vitrine.ranking.re-ranker.steps=5",
            "vitrine.ranking.re-ranker.cuts=2",
            "vitrine.ranking.re-ranker.kept=3"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class RerankingIntegrationTests {

    private static final int USERS = 24;
    /** That the network sees beside vectors: the share of words and the rest as {@link Slates} has them. */
    private static final int FEATURES = 12;

    private static final int LATE = 0;

    @Autowired
    private Ranking ranking;

    @Autowired
    private Reranking reranking;

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

    @BeforeEach
    void openTheShop() {
        for (String table : List.of("ranking_reranker", "ranking_mix", "interaction", "user_preference", "item")) {
            jdbc.sql("delete from " + table).update();
        }
        vectors = new FakeIndex(
                index, (item, filter) -> catalog.available(Set.of(item), filter).contains(item));
        Map<String, Long> keys = new HashMap<>();
        var random = new Random(4);
        for (int i = 0; i < 20; i++) {
            for (String kind : List.of("mug", "scarf")) {
                long key = put(kind + i);
                keys.put(kind + i, key);
                boolean mug = kind.equals("mug");
                vectors.put(key, vector(mug, random), vector(mug, random));
            }
        }
        List<Event> events = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            for (int k = 0; k < 10; k++) {
                String item = (user % 2 == 0 ? "mug" : "scarf") + (user * 3 + k * 7) % 20;
                Instant at = Instant.now().minus(Duration.ofHours(20L * (10 - k) + user));
                events.add(new Event(null, "u" + user, item, "like", at, null));
            }
        }
        assertThat(interactions.record(events)).allMatch(Interactions.Outcome::recorded);
        read();
    }

    @Test
    void withoutANetworkLateServesAndTheAnswerSaysSo() {
        Recommendation answer = ask();

        assertThat(answer.fusion()).isEqualTo(Fusion.LATE);
        assertThat(answer.items())
                .isNotEmpty()
                .allSatisfy(ranked -> assertThat(ranked.features()).doesNotContainKey("re-ranker"));
    }

    @Test
    void aStoredNetworkPutsLatesOrderAnew() {
        List<Long> late = keys(ask());

        // Against the late score itself: the order is turned round.
        store(Networks.following(2, FEATURES, LATE, -2).toBytes(), 1);

        Recommendation answer = ask();
        assertThat(answer.fusion()).isEqualTo(Fusion.HYBRID);
        assertThat(keys(answer)).isEqualTo(late.reversed());
        assertThat(answer.items().getFirst().features()).containsKey("re-ranker");
        assertThat(answer.items().getFirst().features().get("re-ranker")).isPositive();
        assertThat(api.get()
                        .uri("/api/v1/users/u1/recommendations")
                        .with(SecurityMockMvcRequestPostProcessors.user("shop").roles("SHOP")))
                .bodyJson()
                .extractingPath("$.fusion")
                .isEqualTo("hybrid");
    }

    @Test
    void aNetworkThatWasTaughtNothingLeavesEveryScore() {
        Recommendation late = ask();

        store(Networks.following(2, FEATURES, LATE, 0).toBytes(), 1);

        Recommendation hybrid = ask();
        assertThat(hybrid.fusion()).isEqualTo(Fusion.HYBRID);
        assertThat(keys(hybrid)).isEqualTo(keys(late));
        for (int i = 0; i < late.items().size(); i++) {
            // Popularity has decayed by a moment in between.
            assertThat(hybrid.items().get(i).score())
                    .isCloseTo(late.items().get(i).score(), within(1e-3));
        }
    }

    @Test
    void whatIsDamagedOrOfAnotherSpaceDoesNotServe() {
        byte[] good = Networks.following(2, FEATURES, LATE, -2).toBytes();
        byte[] damaged = good.clone();
        damaged[100] ^= 1;
        store(damaged, 1);
        assertThat(ask().fusion()).isEqualTo(Fusion.LATE);

        store(good, 1);
        assertThat(ask().fusion()).isEqualTo(Fusion.HYBRID);
        vectors.space = 2;
        assertThat(ask().fusion()).as("at once, when the space is switched").isEqualTo(Fusion.LATE);
        vectors.space = 1;
        assertThat(ask().fusion()).as("and back").isEqualTo(Fusion.HYBRID);
    }

    @Test
    void theLatestRevisionDecidesAlsoWhenItWasNoBetterThanLate() {
        store(Networks.following(2, FEATURES, LATE, -2).toBytes(), 1);
        store(null, 1);

        assertThat(ask().fusion()).isEqualTo(Fusion.LATE);
    }

    @Test
    void aTrainingOnRequestIsStoredJudgedAndTheLatestAreKept() {
        for (int i = 0; i < 4; i++) {
            store(null, 1);
        }

        assertThat(api.post()
                        .uri("/api/v1/admin/ranking/re-ranker")
                        .with(SecurityMockMvcRequestPostProcessors.user("admin").roles("ADMIN")))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.users")
                .isEqualTo(USERS);

        assertThat(jdbc.sql("select count(*) from ranking_reranker")
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
        var row = jdbc.sql("select * from ranking_reranker order by id desc limit 1")
                .query()
                .singleRow();
        assertThat(row).containsEntry("users", USERS).containsEntry("space", 1).containsEntry("dimension", 2);
        assertThat((double) row.get("late_ndcg")).isBetween(0.01, 1.0);
        assertThat((double) row.get("hybrid_ndcg")).isBetween(0.01, 1.0);
        boolean better = row.get("weights") != null;
        assertThat(ask().fusion()).isEqualTo(better ? Fusion.HYBRID : Fusion.LATE);
    }

    @Test
    void tooFewUsersTeachNothingAndAnErasedOneNoMore() {
        for (int user = 0; user < 5; user++) {
            interactions.erase("u" + user);
        }

        Ranking.ReRankerLesson lesson = ranking.teachReRanker();

        assertThat(lesson.users()).isEqualTo(USERS - 5);
        assertThat(lesson.serves()).isFalse();
        assertThat(jdbc.sql("select count(*) from ranking_reranker")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private Recommendation ask() {
        return ranking.forUser(
                "u1",
                new Ask(
                        10,
                        "en",
                        catalog.filter("id=in=(scarf2,scarf4,scarf5,scarf9,scarf11)"),
                        null,
                        null,
                        Map.of(),
                        true,
                        null));
    }

    private static List<Long> keys(Recommendation answer) {
        return answer.items().stream().map(ranked -> ranked.item().key()).toList();
    }

    private void store(byte @Nullable [] weights, int space) {
        jdbc.sql("""
                        insert into ranking_reranker
                            (computed_at, space, dimension, weights, users, late_ndcg, hybrid_ndcg, error)
                        values (now(), ?, 2, ?, 30, 0.1, 0.2, 0.01)""").params(space, weights).update();
        read();
    }

    /** As after the seconds in which another process' revision is followed. */
    private void read() {
        reranking.refresh();
    }

    private static UnitVector vector(boolean mug, Random random) {
        float other = 0.4f * random.nextFloat();
        return mug ? UnitVector.of(1, other) : UnitVector.of(other, 1);
    }

    private long put(String id) {
        return catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", id),
                                Map.of(),
                                null,
                                Map.of(),
                                new Item.Offer(null, null, null, true),
                                null))
                .key();
    }
}
