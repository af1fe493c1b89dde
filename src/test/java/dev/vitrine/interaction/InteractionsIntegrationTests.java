package dev.vitrine.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.catalog.ItemNotFound;
import dev.vitrine.interaction.Interactions.Activity;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.interaction.Interactions.Outcome;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"vitrine.work.enabled=false", "vitrine.interaction.popular-refresh=0s"})
@Import(TestDatabase.class)
class InteractionsIntegrationTests {

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    private final String user = "user-" + UUID.randomUUID();
    private final String mug = "mug-" + UUID.randomUUID();
    private final String scarf = "scarf-" + UUID.randomUUID();

    @BeforeEach
    void stock() {
        put(mug);
        put(scarf);
    }

    @Test
    void anEventIsInTheLogWhenItIsAcknowledged() {
        Instant at = Instant.now().minus(Duration.ofDays(400)).truncatedTo(ChronoUnit.MICROS);
        UUID recommendation = UUID.randomUUID();

        assertThat(interactions.record(new Event(null, user, mug, "like", at, recommendation)))
                .isTrue();

        Interaction stored = interactions.recent(user, 10).getFirst();
        assertThat(stored)
                .isEqualTo(new Interaction(
                        interactions.latest(user), user, catalog.item(mug).key(), "like", at, recommendation));
    }

    @Test
    void theLatestStayTheSameListUntilSomethingIsDifferentInTheTable() {
        interactions.record(event(null, mug, "view"));
        List<Interaction> first = interactions.recent(user, 2);

        assertThat(interactions.recent(user, 2)).isSameAs(first);

        interactions.record(event(null, scarf, "like"));
        assertThat(interactions.recent(user, 2)).extracting(Interaction::type).containsExactly("like", "view");

        // Older than what is known, and beyond the limit: nothing is different.
        List<Interaction> two = interactions.recent(user, 2);
        interactions.record(new Event(null, user, mug, "purchase", Instant.now().minus(Duration.ofDays(9)), null));
        assertThat(interactions.recent(user, 2)).isSameAs(two);
        assertThat(interactions.recent(user, 3))
                .extracting(Interaction::type)
                .containsExactly("like", "view", "purchase");

        // By another process, past every event of this one: one goes, another comes.
        jdbc.sql("update interaction set user_id = ? where id = ?")
                .params(user + "-other", two.getFirst().key())
                .update();
        assertThat(interactions.recent(user, 2)).extracting(Interaction::type).containsExactly("view", "purchase");
        assertThat(interactions.recent(user + "-other", 2))
                .extracting(Interaction::type)
                .containsExactly("like");

        interactions.merge(user + "-other", user);
        assertThat(interactions.recent(user, 2)).extracting(Interaction::type).containsExactly("like", "view");

        interactions.erase(user);
        assertThat(interactions.recent(user, 2)).isEmpty();
    }

    @Test
    void theSameEventIdIsTheSameEvent() {
        String id = UUID.randomUUID().toString();

        assertThat(interactions.record(event(id, mug, "view"))).isTrue();
        assertThat(interactions.record(event(id, scarf, "purchase"))).isFalse();

        assertThat(interactions.recent(user, 10)).extracting(Interaction::type).containsExactly("view");
    }

    @Test
    void anEventThatArrivesManyTimesAtOnceIsStoredOnce() throws Exception {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(event("once-" + i + "-" + user, i % 2 == 0 ? mug : scarf, "view"));
        }
        var start = new CyclicBarrier(6);
        long recorded = 0;
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Long>> callers = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                List<Event> own = caller % 2 == 0 ? events : events.reversed();
                callers.add(() -> {
                    start.await();
                    return interactions.record(own).stream()
                            .filter(Outcome::recorded)
                            .count();
                });
            }
            for (var result : threads.invokeAll(callers)) {
                recorded += result.get();
            }
        }

        assertThat(recorded).isEqualTo(50);
        assertThat(interactions.recent(user, 1000)).hasSize(50);
    }

    @Test
    void aBadEntryDoesNotSpoilTheOthers() {
        String id = UUID.randomUUID().toString();

        List<Outcome> outcomes = interactions.record(List.of(
                event(id, mug, "view"),
                event(null, "no-such-item", "view"),
                event(null, mug, "veiw"),
                event(id, mug, "view"),
                event(null, scarf, "like"),
                new Event(null, "", mug, "view", null, null),
                event(null, "a\u0000b", "view")));

        assertThat(outcomes)
                .extracting(Outcome::recorded)
                .containsExactly(true, false, false, false, true, false, false);
        assertThat(outcomes.get(1).problem()).isInstanceOf(ItemNotFound.class);
        assertThat(outcomes.get(2).problem())
                .hasMessageContaining("cart, click, dislike, impression, like, purchase, uncart, view");
        assertThat(outcomes.get(3).problem()).isNull();
        assertThat(outcomes.get(5).problem()).hasMessageContaining("user");
        assertThat(outcomes.get(6).problem()).hasMessageContaining("control characters");
        assertThat(interactions.recent(user, 10)).hasSize(2);
    }

    @Test
    void anUnknownItemIsAProblemOfItsOwn() {
        assertThatThrownBy(() -> interactions.record(event(null, "nowhere", "view")))
                .isInstanceOf(ItemNotFound.class);
        assertThatThrownBy(() -> interactions.record(
                        new Event(null, user, mug, "view", Instant.now().plusSeconds(900), null)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("5 minutes");
    }

    @Test
    void theLatestComeFirst() {
        Instant now = Instant.now();
        interactions.record(at(mug, "view", now.minusSeconds(10)));
        interactions.record(at(scarf, "like", now.minusSeconds(30)));
        interactions.record(at(scarf, "view", now.minusSeconds(20)));

        assertThat(interactions.recent(user, 2)).extracting(Interaction::type).containsExactly("view", "view");
        assertThat(interactions.recent(user, 10)).extracting(Interaction::type).containsExactly("view", "view", "like");
        assertThat(interactions.all()).extracting(Interaction::at).isSorted();
        assertThat(interactions.users(1000)).extracting(Activity::user).contains(user);
    }

    @Test
    void popularityAddsDecayedWeightsOfWhatIsPositive() {
        Instant now = Instant.now();
        interactions.record(at(mug, "like", now.minus(Duration.ofDays(14))));
        interactions.record(at(mug, "view", now));
        interactions.record(at(mug, "dislike", now));
        interactions.record(at(scarf, "purchase", now.minus(Duration.ofDays(91))));

        List<Popularity> popular = interactions.popular(100_000);
        long key = catalog.item(mug).key();

        assertThat(popular)
                .filteredOn(entry -> entry.item() == key)
                .singleElement()
                .satisfies(entry -> assertThat(entry.weight()).isCloseTo(4 * 0.5 + 1, within(0.01)));
        assertThat(popular)
                .extracting(Popularity::item)
                .doesNotContain(catalog.item(scarf).key());
        assertThat(interactions.popular(interactions.recent(user, 10), Instant.now(), 10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.weight()).isCloseTo(3, within(0.01)));
    }

    @Test
    void anErasedUserLeavesNothing() {
        interactions.record(event(null, mug, "view"));
        interactions.record(event(null, scarf, "like"));

        assertThat(interactions.erase(user)).isEqualTo(2);

        assertThat(interactions.recent(user, 10)).isEmpty();
        assertThat(interactions.latest(user)).isZero();
        assertThat(interactions.erase(user)).isZero();
    }

    @Test
    void theLogOfARemovedItemGoesWithIt() {
        interactions.record(event(null, mug, "view"));

        catalog.delete(mug);

        assertThat(interactions.recent(user, 10)).isEmpty();
    }

    private void put(String id) {
        catalog.put(
                id,
                new ItemDraft(
                        Map.of("en", id), Map.of(), null, Map.of(), new Item.Offer(null, null, null, true), null));
    }

    private Event event(@Nullable String id, String item, String type) {
        return new Event(id, user, item, type, null, null);
    }

    private Event at(String item, String type, Instant at) {
        return new Event(null, user, item, type, at, null);
    }
}
