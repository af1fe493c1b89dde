package dev.vitrine.nightly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.vitrine.TestDatabase;
import dev.vitrine.affinity.Affinity;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.evaluation.Snapshots;
import dev.vitrine.index.IndexCare;
import dev.vitrine.index.Spaces;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.nightly.Night.State;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.work.ProcessLock;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Nights on a small shop: whole, broken off anywhere, twice at once, with users who fail. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.nightly.users=5",
            "vitrine.ranking.fusion=hybrid",
            "vitrine.ranking.re-ranker.steps=2",
            "vitrine.ranking.re-ranker.cuts=1",
            "vitrine.nightly.ranges=3"
        })
@AutoConfigureMockMvc
@Import({TestDatabase.class, NightsIntegrationTests.StandingClock.class})
class NightsIntegrationTests {

    private static final int USERS = 40;
    private static final Instant NOW = Instant.parse("2030-05-17T02:30:00Z");
    private static final List<String> TABLES = List.of(
            "select user_id, space, upto, interactions, waiting, computed_at from user_preference order by user_id",
            "select user_id, modality, k, item, weight, direction::text from user_interest order by user_id, modality, k",
            "select modality, item, neighbours, similarities, among from vector_neighbour order by modality, item",
            "select kind, item, neighbours, weights from item_neighbour order by kind, item",
            "select warm, cold, users, learnt_ndcg, default_ndcg from ranking_mix order by id desc limit 1",
            "select space, dimension, users, late_ndcg from ranking_reranker order by id desc limit 1",
            "select split, users, items from evaluation_run order by id desc limit 1",
            "select id from recommendation order by id");

    @Autowired
    private Nights nights;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Interactions interactions;

    @Autowired
    private FailedUsers failures;

    @Autowired
    private MockMvcTester api;

    @Autowired
    private javax.sql.DataSource database;

    @Autowired
    private StandingClock.Hands clock;

    @MockitoSpyBean
    private Preferences preferences;

    @MockitoSpyBean
    private Affinity affinity;

    @MockitoSpyBean
    private Ranking ranking;

    @MockitoSpyBean
    private Snapshots snapshots;

    @MockitoSpyBean
    private IndexCare indexes;

    @MockitoSpyBean
    private Spaces spaces;

    @MockitoSpyBean
    private VectorIndex vectors;

    /** Time stands still unless a test moves it: what is computed as of a time can then be compared. */
    @TestConfiguration(proxyBeanMethods = false)
    static class StandingClock {

        static class Hands extends Clock {

            private volatile Instant now = NOW;

            void set(Instant time) {
                now = time;
            }

            @Override
            public ZoneId getZone() {
                return ZoneId.of("UTC");
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        }

        @Bean
        @Primary
        Hands hands() {
            return new Hands();
        }
    }

    @BeforeEach
    void openTheShop() {
        clock.set(NOW);
        for (String table : List.of(
                "batch_step_execution_context",
                "batch_job_execution_context",
                "batch_step_execution",
                "batch_job_execution_params",
                "batch_job_execution",
                "batch_job_instance",
                "night_failure",
                "interaction",
                "user_preference",
                "item_neighbour",
                "vector_neighbour",
                "ranking_mix",
                "ranking_reranker",
                "evaluation_run",
                "recommendation",
                "item")) {
            jdbc.sql("delete from " + table).update();
        }
        int space = jdbc.sql("""
                        insert into space (model, revision, dimension, state) values ('given', '1', 3, 'active')
                        on conflict (model, revision) do update set state = 'active' returning id""").query(Integer.class).single();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            embed(space, put("mug" + i), "[1,0,%s]".formatted(0.02 * i));
            embed(space, put("scarf" + i), "[0,1,%s]".formatted(0.02 * i));
        }
        for (int u = 0; u < USERS; u++) {
            for (int k = 0; k < 8; k++) {
                String item = (u % 2 == 0 ? "mug" : "scarf") + (u * 5 + k * 7) % 12;
                Instant at = NOW.minus(Duration.ofHours(20L * (8 - k) + u));
                events.add(new Event("e" + u + "." + k, user(u), item, k % 3 == 0 ? "purchase" : "click", at, null));
            }
        }
        assertThat(interactions.record(events)).allMatch(Interactions.Outcome::recorded);
    }

    @Test
    void aNightComputesEverythingAndTellsWhatItDid() {
        shown(NOW.minus(Duration.ofDays(91)));
        UUID recent = shown(NOW.minus(Duration.ofDays(89)));

        Night night = run(false);

        assertThat(night.state()).as("%s", night).isEqualTo(State.DONE);
        assertThat(night.startedAt()).isEqualTo(NOW);
        assertThat(night.steps()).extracting(Night.Step::state).containsOnly(State.DONE);
        Night.Step users = step(night, "preferences");
        assertThat(users.done()).isEqualTo(USERS);
        assertThat(users.of()).isEqualTo(USERS);
        assertThat(count("user_preference")).isEqualTo(USERS);
        assertThat(count("item_neighbour")).isPositive();
        assertThat(count("evaluation_run")).isOne();
        assertThat(jdbc.sql("select id from recommendation").query(UUID.class).list())
                .as("what was shown longer ago is forgotten")
                .containsExactly(recent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vectors",
                "neighbours",
                "affinity",
                "preferences",
                "weights",
                "re-ranker",
                "evaluation",
                "indexes",
                "clean-up"
            })
    void aNightThatBrokeOffAnywhereEndsContinuedLikeAnUndisturbedOne(String where) {
        Night whole = run(false);
        List<String> expected = tables();
        shown(NOW.minus(Duration.ofDays(100)));
        jdbc.sql("delete from user_preference").update();
        jdbc.sql("delete from item_neighbour").update();
        jdbc.sql("delete from vector_neighbour").update();
        breakAt(where);

        Night broken = run(true);

        assertThat(broken.state()).isEqualTo(State.FAILED);
        assertThat(broken.reason()).startsWith(where + ": ").contains("the process is gone");
        assertThat(broken.id()).isNotEqualTo(whole.id());
        heal();
        clock.set(NOW.plus(Duration.ofHours(3)));
        Night continued = run(false);
        assertThat(continued.state()).as("%s", continued).isEqualTo(State.DONE);
        assertThat(continued.id()).isEqualTo(broken.id());
        assertThat(tables()).isEqualTo(expected);
        assertThat(step(continued, "preferences").done()).isEqualTo(USERS);
    }

    @Test
    void whatWasDoneIsNotDoneAgain() {
        breakAt("preferences");
        run(false);
        verify(affinity, times(1)).recompute();
        heal();

        run(false);

        verify(affinity, never()).recompute();
    }

    @Test
    void aNightWhoseProcessDiedIsContinuedAndAnOldOneGivenUp() {
        breakAt("weights");
        Night died = run(false);
        heal();
        // What a killed process leaves: it still says that it runs.
        jdbc.sql("update batch_job_execution set status = 'STARTED', exit_code = 'UNKNOWN', end_time = null")
                .update();
        jdbc.sql(
                        "update batch_step_execution set status = 'STARTED', exit_code = 'EXECUTING', end_time = null where step_name = 'weights'")
                .update();
        assertThat(nights.night(died.id()).state()).isEqualTo(State.RUNNING);

        Night continued = run(false);

        assertThat(continued.id()).isEqualTo(died.id());
        assertThat(continued.state()).isEqualTo(State.DONE);

        breakAt("weights");
        Night old = run(false);
        heal();
        clock.set(NOW.plus(Duration.ofHours(20)).plusSeconds(1));
        assertThat(run(false).id()).as("too old to go on with").isGreaterThan(old.id());
    }

    @Test
    void usersWhoFailAreSkippedAndReportedAndTheOthersAreNot() {
        doThrow(new IllegalStateException("her log is odd"))
                .when(preferences)
                .recompute(argThat((Collection<String> users) -> users != null && users.contains(user(7))), any());

        Night night = run(false);

        assertThat(night.state()).isEqualTo(State.DONE);
        assertThat(night.failed()).isOne();
        assertThat(step(night, "preferences").done()).isEqualTo(USERS - 1);
        assertThat(nights.failures(night.id(), 10)).singleElement().satisfies(failure -> {
            assertThat(failure.user()).isEqualTo(user(7));
            assertThat(failure.reason()).contains("her log is odd");
        });
        assertThat(jdbc.sql("select user_id from user_preference")
                        .query(String.class)
                        .list())
                .hasSize(USERS - 1)
                .doesNotContain(user(7));
        heal();
        interactions.erase(user(7));
        assertThat(failures.count(night.id())).as("erased with the user").isZero();
    }

    @Test
    void oneNightRunsAtATimeAndCanBeStoppedAndContinued() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Mockito.doAnswer(call -> {
                    reached.countDown();
                    assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
                    return call.callRealMethod();
                })
                .when(affinity)
                .recompute();

        Night night = nights.start(false);
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(nights.night(night.id()).state()).isEqualTo(State.RUNNING);
        assertThatThrownBy(() -> nights.start(false)).isInstanceOf(NightRunning.class);
        try (var other = ProcessLock.acquire(database, Nights.LOCK).orElse(null)) {
            assertThat(other).as("no other process can hold it").isNull();
        }
        nights.stop(night.id());
        goOn.countDown();

        Night stopped = ended(night.id());
        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThatThrownBy(() -> nights.stop(night.id())).isInstanceOf(NightNotRunning.class);
        heal();
        Night continued = run(false);
        assertThat(continued.id()).isEqualTo(night.id());
        assertThat(continued.state()).isEqualTo(State.DONE);
    }

    @Test
    void nightsAreBegunWatchedAndRefusedOverRest() {
        MvcTestResult begun = api.post()
                .uri("/api/v1/admin/nights")
                .with(SecurityMockMvcRequestPostProcessors.user("operator").roles("ADMIN"))
                .exchange();
        assertThat(begun).hasStatus(202);
        long id = nights.all(1).getFirst().id();
        ended(id);
        assertThat(get("/api/v1/admin/nights/" + id))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("done");
        assertThat(get("/api/v1/admin/nights?limit=1"))
                .bodyJson()
                .extractingPath("$.nights[0].steps[3].of")
                .isEqualTo(USERS);
        assertThat(get("/api/v1/admin/nights/999999")).hasStatus(404);
        assertThat(get("/api/v1/admin/nights?limit=0")).hasStatus(400);
        assertThat(get("/api/v1/admin/nights?limit=101")).hasStatus(400);
        assertThat(get("/api/v1/admin/nights/" + id + "/failures?limit=1001")).hasStatus(400);
        assertThat(get("/api/v1/admin/nights/" + id + "/failures")).hasStatusOk();
        assertThat(api.post()
                        .uri("/api/v1/admin/nights/" + id + "/stop")
                        .with(SecurityMockMvcRequestPostProcessors.user("operator")
                                .roles("ADMIN")))
                .hasStatus(409);
    }

    private MvcTestResult get(String uri) {
        return api.get()
                .uri(uri)
                .with(SecurityMockMvcRequestPostProcessors.user("operator").roles("ADMIN"))
                .exchange();
    }

    /** An error, which no step skips: what follows is what follows on a killed process. */
    private void breakAt(String where) {
        var gone = new StackOverflowError("the process is gone");
        switch (where) {
            case "vectors" -> doThrow(gone).when(spaces).addMissing();
            case "neighbours" -> doThrow(gone).when(vectors).completeNeighbours(any());
            case "affinity" -> doThrow(gone).when(affinity).recompute();
            case "preferences" ->
                doThrow(gone)
                        .when(preferences)
                        .recompute(
                                argThat((Collection<String> users) -> users != null && users.contains(user(25))),
                                any());
            case "weights" -> doThrow(gone).when(ranking).learn();
            case "re-ranker" -> doThrow(gone).when(ranking).teachReRanker();
            case "evaluation" -> doThrow(gone).when(snapshots).take(Mockito.anyInt());
            case "indexes" -> doThrow(gone).when(indexes).rebuild(Mockito.anyDouble());
            default -> doThrow(gone).when(ranking).forget(any());
        }
    }

    private void heal() {
        Mockito.reset(preferences, affinity, ranking, snapshots, indexes, spaces, vectors);
    }

    private Night run(boolean anew) {
        return ended(nights.start(anew).id());
    }

    private Night ended(long id) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try (var lock = ProcessLock.acquire(database, Nights.LOCK).orElse(null)) {
                        return lock != null;
                    }
                });
        return nights.night(id);
    }

    private List<String> tables() {
        return TABLES.stream()
                .map(sql -> jdbc.sql(sql).query().listOfRows().stream()
                        .map(row -> row.values().stream()
                                .map(NightsIntegrationTests::text)
                                .toList()
                                .toString())
                        .toList()
                        .toString())
                .toList();
    }

    private static String text(Object value) {
        try {
            return value instanceof java.sql.Array array
                    ? java.util.Arrays.toString((Object[]) array.getArray())
                    : String.valueOf(value);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Night.Step step(Night night, String name) {
        return night.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String user(int number) {
        return "user-%02d".formatted(number);
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private UUID shown(Instant at) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into recommendation (id, user_id, basis, items, shown_at) values (?, 'u', 'popular', '{}', ?)")
                .params(id, Timestamp.from(at))
                .update();
        return id;
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
                        select ?, modality, ?, 'given', l2_normalize(?::halfvec) from generate_series(0, 1) modality""").params(space, item, vector).update();
    }
}
