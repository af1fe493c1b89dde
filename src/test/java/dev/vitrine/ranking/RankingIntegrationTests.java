package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doThrow;

import dev.vitrine.TestDatabase;
import dev.vitrine.affinity.Affinity;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.catalog.ItemNotFound;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.preference.Preferences;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.ranking.Ranking.By;
import dev.vitrine.ranking.Ranking.Ranked;
import dev.vitrine.ranking.Ranking.Recommendation;
import dev.vitrine.vector.UnitVector;
import java.time.Duration;
import java.time.Instant;
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

/** A shop of mugs and scarves: what their customers do, and what they are shown next. */
@SpringBootTest(properties = {"vitrine.work.enabled=false", "vitrine.interaction.popular-refresh=0s"})
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class RankingIntegrationTests {

    @Autowired
    private Ranking ranking;

    @Autowired
    private Mixing mixing;

    @Autowired
    private Preferences preferences;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Affinity affinity;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @MockitoBean
    private VectorIndex index;

    private FakeIndex vectors;
    private final String user = "user-" + UUID.randomUUID();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        vectors = new FakeIndex(
                index, (item, filter) -> catalog.available(Set.of(item), filter).contains(item));
        for (int i = 0; i < 6; i++) {
            embed(put("mug" + i, null), UnitVector.of(1, 0.05f * i, 0));
            embed(put("scarf" + i, null), UnitVector.of(0.05f * i, 1, 0));
        }
        embed(put("lamp", null), UnitVector.of(0, 0, 1));
    }

    @Test
    void aNewVisitorSeesWhatIsPopularAndIsToldWhy() {
        interactions.record(new Event(null, "someone-" + user, "scarf3", "purchase", null, null));

        Recommendation answer = ranking.forUser(user, Ask.of(5));

        assertThat(answer.basis()).isEqualTo("popular");
        assertThat(answer.explanation()).contains("popular right now");
        assertThat(ids(answer)).hasSize(5).first().isEqualTo("scarf3");
        assertThat(ranking.forUser(user, Ask.of(5).in("zh")).explanation()).contains("热门");
    }

    @Test
    void inAShopWithoutAHistoryANewVisitorSeesTheLatestArrivals() {
        Recommendation answer = ranking.forUser(user, Ask.of(3));

        assertThat(answer.basis()).isEqualTo("new");
        assertThat(ids(answer)).first().isEqualTo("lamp");
    }

    @Test
    void theClickOfANewVisitorChangesTheNextAnswerAndLookAlikesRise() {
        List<String> before = ids(ranking.forUser(user, Ask.of(13)));

        did("mug0", "click");
        Recommendation after = ranking.forUser(user, Ask.of(12));

        assertThat(after.basis()).isEqualTo("session");
        assertThat(after.explanation()).isNotNull();
        assertThat(ids(after).subList(0, 5)).allMatch(id -> id.startsWith("mug"));
        assertThat(before.subList(0, 5)).anyMatch(id -> !id.startsWith("mug"));
        Ranked first = after.items().getFirst();
        assertThat(first.reason().kind()).isIn("looks-like", "reads-like");
        assertThat(first.reason().because()).extracting(Item::id).isEqualTo("mug0");
        assertThat(first.reason().picture()).isBetween(0.4, 0.6);
    }

    @Test
    void aTasteOfLongStandingIsAPreference() {
        did("scarf0", "purchase", Duration.ofDays(3));
        did("scarf1", "like", Duration.ofDays(2));

        Recommendation answer = ranking.forUser(user, Ask.of(4));

        assertThat(answer.basis()).isEqualTo("preference");
        assertThat(answer.explanation()).isNull();
        assertThat(ids(answer)).containsExactlyInAnyOrder("scarf2", "scarf3", "scarf4", "scarf5");
    }

    @Test
    void lookAlikesOfARejectedItemSink() {
        did("mug0", "like", Duration.ofDays(1));
        did("scarf0", "like", Duration.ofDays(1));
        long before = mugsAmongTheFirst(4);

        did("mug1", "dislike");

        assertThat(mugsAmongTheFirst(4)).isLessThan(before);
        assertThat(ids(ranking.forUser(user, Ask.of(100)))).doesNotContain("mug1");
    }

    @Test
    void whatSellsOutIsGoneFromTheNextAnswer() {
        did("mug0", "click");
        assertThat(ids(ranking.forUser(user, Ask.of(100)))).contains("mug1");

        put("mug1", 0);

        assertThat(ids(ranking.forUser(user, Ask.of(100)))).doesNotContain("mug1");

        put("mug1", 3);

        assertThat(ids(ranking.forUser(user, Ask.of(100)))).contains("mug1");
    }

    @Test
    void whatTheUserTouchedIsLeftOutAndThePageIsStillFull() {
        did("mug0", "view");
        did("mug1", "purchase");
        did("lamp", "cart");
        did("scarf0", "dislike");

        List<String> page = ids(ranking.forUser(user, Ask.of(9)));

        assertThat(page).hasSize(9).doesNotHaveDuplicates().doesNotContain("mug0", "mug1", "lamp", "scarf0");
        assertThat(ids(ranking.forUser(user, Ask.of(100)))).hasSize(9);
    }

    @Test
    void anItemThatIsLikedBeforeItHasAVectorCountsAsSoonAsItHasOne() {
        put("jug", null);
        did("jug", "like");
        assertThat(ranking.forUser(user, Ask.of(5)).basis()).isNotEqualTo("session");

        embed(catalog.item("jug").key(), UnitVector.of(1, 0, 0));

        assertThat(ids(ranking.forUser(user, Ask.of(5)))).allMatch(id -> id.startsWith("mug"));
    }

    @Test
    void aStoredPreferenceIsUsedUntilTheLogOrTheSpaceMovesOn() {
        did("mug0", "like", Duration.ofDays(1));
        preferences.recompute(List.of(user), Instant.now());
        jdbc.sql("update user_interest set direction = '[0,1,0]' where user_id = ?")
                .param(user)
                .update();
        assertThat(mugsAmongTheFirst(3))
                .as("the stored interest points to scarves")
                .isZero();

        vectors.space = 2;
        assertThat(mugsAmongTheFirst(3)).as("computed in the new space").isEqualTo(3);
        vectors.space = 1;
        assertThat(mugsAmongTheFirst(3)).isZero();

        did("mug1", "like");
        assertThat(mugsAmongTheFirst(3)).as("computed from the longer log").isEqualTo(3);
    }

    @Test
    void anAnswerStoresNoPreference() {
        did("mug0", "like");

        assertThat(mugsAmongTheFirst(3)).isEqualTo(3);

        assertThat(traces()).containsExactly(1L, 0L, 1L);
    }

    @Test
    void anErasedUserLeavesNoTrace() {
        did("mug0", "like");
        preferences.recompute(List.of(user), Instant.now());
        ranking.forUser(user, Ask.of(5));
        assertThat(traces()).containsExactly(1L, 1L, 1L);

        interactions.erase(user);

        assertThat(traces()).containsExactly(0L, 0L, 0L);
        assertThat(ranking.forUser(user, Ask.of(5)).basis()).isEqualTo("new");
    }

    @Test
    void withoutAModelAUserStillSeesWhatIsPopularAndNotYetBought() {
        interactions.record(new Event(null, "someone-" + user, "scarf3", "purchase", null, null));
        interactions.record(new Event(null, "someone-" + user, "mug3", "view", null, null));
        did("scarf3", "purchase");
        doThrow(new InvalidRequest("model", "There is no model.")).when(index).space();

        Recommendation answer = ranking.forUser(user, Ask.of(13));

        assertThat(answer.basis()).isEqualTo("popular");
        assertThat(ids(answer)).hasSize(12).doesNotContain("scarf3").first().isEqualTo("mug3");
    }

    @Test
    void similarItemsByEitherSide() {
        long crossed = put("crossed", null);
        vectors.put(crossed, UnitVector.of(1, 0, 0), UnitVector.of(0, 1, 0));

        assertThat(similar("crossed", By.TEXT, 3)).allMatch(id -> id.startsWith("scarf"));
        assertThat(similar("mug0", By.BOTH, 3)).containsExactly("mug1", "mug2", "mug3");
        assertThat(ranking.similar("mug0", By.BOTH, null, Ask.of(1))
                        .items()
                        .getFirst()
                        .reason()
                        .because())
                .extracting(Item::id)
                .isEqualTo("mug0");
    }

    @Test
    void whatIsLikedTogetherIsSimilarByBehaviourAndFollowsTheVeryNextClick() {
        for (int shopper = 0; shopper < 12; shopper++) {
            interactions.record(new Event(null, "s" + shopper + user, "mug4", "like", null, null));
            interactions.record(new Event(null, "s" + shopper + user, "scarf4", "like", null, null));
            interactions.record(new Event(null, "s" + shopper + user, "mug" + shopper % 3, "like", null, null));
        }
        assertThat(similar("mug4", By.BEHAVIOUR, 5)).isEmpty();

        affinity.recompute();

        assertThat(similar("mug4", By.BEHAVIOUR, 5)).first().isEqualTo("scarf4");
        assertThat(similar("mug4", By.ALL, 12)).contains("scarf4", "mug3");
        assertThat(similar("mug4", By.BOTH, 4)).doesNotContain("scarf4");

        did("mug4", "click");
        Ranked scarf = ranking.forUser(user, Ask.of(12)).items().stream()
                .filter(ranked -> ranked.item().id().equals("scarf4"))
                .findFirst()
                .orElseThrow();

        assertThat(scarf.reason().kind()).isEqualTo("liked-together");
        assertThat(scarf.reason().because()).extracting(Item::id).isEqualTo("mug4");
        assertThat(scarf.reason().text("zh")).contains("也喜欢");
        assertThat(ids(ranking.forUser(user, Ask.of(3)))).contains("scarf4");
        interactions.erase(user);
    }

    @Test
    void tooFewUsersTeachNothingAndLikenessAndWordsServe() {
        did("mug0", "like");

        Mixing.Lesson lesson = mixing.lesson(interactions.all());

        assertThat(lesson.users()).isZero();
        assertThat(lesson.known().serves()).isFalse();
        assertThat(lesson.mixes().warm().together()).isPositive().isLessThan(0.1);
        assertThat(lesson.mixes().warm().content()).isGreaterThan(1);
    }

    @Test
    void similarItemsSayWhatIsMissing() {
        put("jug", null);

        assertThatThrownBy(() ->
                        ranking.similar("jug", By.PICTURE, null, Ask.of(3)).items())
                .isInstanceOf(ItemWithoutPicture.class);
        assertThatThrownBy(
                        () -> ranking.similar("jug", By.BOTH, null, Ask.of(3)).items())
                .isInstanceOf(ItemNotEmbedded.class);
        assertThatThrownBy(() ->
                        ranking.similar("nowhere", By.BOTH, null, Ask.of(3)).items())
                .isInstanceOf(ItemNotFound.class);
    }

    private long put(String id, Integer stock) {
        return catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", id),
                                Map.of(),
                                null,
                                Map.of(),
                                new Item.Offer(null, null, stock, true),
                                null))
                .key();
    }

    private void embed(long item, UnitVector vector) {
        vectors.put(item, vector, vector);
    }

    private void did(String item, String type) {
        did(item, type, Duration.ZERO);
    }

    private void did(String item, String type, Duration ago) {
        interactions.record(new Event(null, user, item, type, Instant.now().minus(ago), null));
    }

    private static List<String> ids(Recommendation answer) {
        return answer.items().stream().map(ranked -> ranked.item().id()).toList();
    }

    private List<String> similar(String item, By by, int limit) {
        return ranking.similar(item, by, null, Ask.of(limit)).items().stream()
                .map(ranked -> ranked.item().id())
                .toList();
    }

    private long mugsAmongTheFirst(int places) {
        return ids(ranking.forUser(user, Ask.of(places))).stream()
                .filter(id -> id.startsWith("mug"))
                .count();
    }

    private List<Long> traces() {
        return List.of("interaction", "user_preference", "recommendation").stream()
                .map(table -> jdbc.sql("select count(*) from " + table + " where user_id = ?")
                        .param(user)
                        .query(Long.class)
                        .single())
                .toList();
    }
}
