package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.ranking.Ranking.By;
import dev.vitrine.ranking.Ranking.Ranked;
import dev.vitrine.ranking.Ranking.Recommendation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same story on pgvector: vectors are given, no model is needed. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.interaction.popular-refresh=0s",
            // Chance would give the last place of a page to any arrival.
            "vitrine.ranking.exploration=0",
            // The vectors here are given; with a model there would be another active space.
            "vitrine.vision.shipped=target/no-models"
        })
@Import(TestDatabase.class)
class RankingOnTheIndexIntegrationTests {

    @Autowired
    private Ranking ranking;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    private final String user = "user-" + UUID.randomUUID();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        // One space for all tests: which one is active is known for a while without asking.
        int space = jdbc.sql("""
                        insert into space (model, revision, dimension, state) values ('given', '1', 3, 'active')
                        on conflict (model, revision) do update set state = 'active' returning id""").query(Integer.class).single();
        for (int i = 0; i < 40; i++) {
            embed(space, put("mug" + i), "[1,0,%s]".formatted(0.01 * i));
            embed(space, put("scarf" + i), "[0,1,%s]".formatted(0.01 * i));
        }
    }

    @Test
    void theClickOfANewVisitorBringsLookAlikesAndFullPages() {
        interactions.record(new Event(null, user, "mug7", "click", null, null));

        Recommendation answer = ranking.forUser(user, Ask.of(20));

        assertThat(answer.basis()).isEqualTo("session");
        assertThat(ids(answer.items()))
                .hasSize(20)
                .allMatch(id -> id.startsWith("mug"))
                .doesNotContain("mug7");
        assertThat(ids(ranking.forUser(user, Ask.of(79)).items())).hasSize(79).doesNotHaveDuplicates();
    }

    @Test
    void lookAlikesOfARejectedItemSinkAndThePageStaysFull() {
        interactions.record(new Event(null, user, "mug7", "like", null, null));
        interactions.record(new Event(null, user, "scarf7", "like", null, null));
        List<String> before = ids(ranking.forUser(user, Ask.of(20)).items());

        interactions.record(new Event(null, user, "scarf8", "dislike", null, null));

        List<String> after = ids(ranking.forUser(user, Ask.of(20)).items());
        assertThat(scarves(before)).isGreaterThan(4);
        assertThat(after).hasSize(20).doesNotContain("scarf8");
        assertThat(scarves(after)).isLessThan(scarves(before) / 2);
    }

    @Test
    void similarItemsAreTheNearest() {
        assertThat(ids(ranking.similar("scarf0", By.BOTH, null, Ask.of(3)).items()))
                .containsExactly("scarf1", "scarf2", "scarf3");
    }

    private static long scarves(List<String> ids) {
        return ids.stream().filter(id -> id.startsWith("scarf")).count();
    }

    private static List<String> ids(List<Ranked> items) {
        return items.stream().map(ranked -> ranked.item().id()).toList();
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

    private void embed(int space, long item, String vector) {
        jdbc.sql("""
                        insert into item_vector (space, modality, item, content_hash, embedding)
                        select ?, modality, ?, 'given', l2_normalize(?::halfvec) from generate_series(0, 2) modality""").params(space, item, vector).update();
    }
}
