package dev.vitrine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** From one model to another and back, with two small random ones. The test does the workers' work, step by step. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=src/test/resources/golden/clip",
            "vitrine.index.model=gelu",
            "vitrine.index.refresh=50ms"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
@RecordApplicationEvents
class SpacesIntegrationTests {

    private static final String OLD = "gelu";
    private static final String NEW = "quick";
    private static final int ITEMS = 6;

    @TempDir
    private static Path home;

    @Autowired
    private Spaces spaces;

    @Autowired
    private VectorIndex index;

    @Autowired
    private EmbeddingWorker embedding;

    @Autowired
    private SpaceWorker building;

    @Autowired
    private Work work;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester api;

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) {
        registry.add("vitrine.home", home::toString);
    }

    @BeforeEach
    void openTheShop() throws InterruptedException {
        jdbc.sql("delete from item").update();
        jdbc.sql("delete from work").update();
        spaces.all().stream()
                .filter(space -> space.state() != SpaceState.Stage.ACTIVE)
                .forEach(space -> spaces.remove(space.id()));
        if (!spaces.active().model().equals(OLD)) {
            int other = spaces.active().id();
            spaces.activate(spaces.build(OLD).id());
            spaces.remove(other);
        }
        Thread.sleep(Duration.ofMillis(60));
        for (int i = 0; i < ITEMS; i++) {
            put("item" + i, "thing number " + i, i);
        }
        drain(embedding);
    }

    @Test
    void aSpaceIsFilledBesideTheOneThatServesAndThenTakesOver() {
        Space before = spaces.active();
        Space built = spaces.build(NEW);
        assertThatThrownBy(() -> spaces.activate(built.id()))
                .isInstanceOf(SpaceUnusable.class)
                .hasMessageContainingAll("space " + built.id(), ITEMS + " items");
        assertThat(index.space()).isEqualTo(before);
        assertThat(found("thing number 3")).hasSize(ITEMS);

        drain(building);

        assertThat(index.space()).isEqualTo(before);
        assertThat(spaces.state(built.id()).items()).isEqualTo(ITEMS);
        assertThat(spaces.activate(built.id())).isEqualTo(built);
        assertThat(index.space()).isEqualTo(built);
        assertThat(found("thing number 3")).hasSize(ITEMS);
        assertThat(spaces.state(before.id()).state()).isEqualTo(SpaceState.Stage.RETIRED);
        assertThat(spaces.state(before.id()).items()).isEqualTo(ITEMS);
        assertThat(work.progress(EmbeddingWorker.QUEUE).idle()).isTrue();
    }

    @Test
    void itemsAreToldOnceTheyHaveTheirVectors(ApplicationEvents events) {
        events.clear();
        put("item1", "thing with another name", 1);
        assertThat(events.stream(ItemsEmbedded.class)).isEmpty();

        drain(embedding);

        assertThat(events.stream(ItemsEmbedded.class))
                .containsExactly(new ItemsEmbedded(List.of(catalog.item("item1").key())));
    }

    @Test
    void whatChangesWhileASpaceIsBuiltIsInBoth() {
        Space before = spaces.active();
        Space built = spaces.build(NEW);
        drain(building);
        put("item1", "another thing", 100);
        put("late", "a late thing", 101);

        assertThatThrownBy(() -> spaces.activate(built.id())).hasMessageContaining("2 items");
        drain(embedding);
        drain(building);

        Set<Long> items = Set.copyOf(catalog.keys(List.of("item1", "late")).values());
        for (Space space : List.of(before, built)) {
            assertThat(hashes(space, items)).containsExactlyInAnyOrderElementsOf(contents(items));
        }
        assertThat(spaces.activate(built.id())).isEqualTo(built);
        assertThat(index.count()).isEqualTo(ITEMS + 1L);
    }

    @Test
    void aRollbackIsImmediateAndCatchesUpWithWhatChangedSince() {
        Space before = spaces.active();
        Space built = spaces.build(NEW);
        drain(building);
        spaces.activate(built.id());
        put("item1", "another thing", 100);
        drain(embedding);
        assertThat(hashes(before, Set.of(key("item1")))).isNotEqualTo(contents(Set.of(key("item1"))));

        assertThat(spaces.rollback()).isEqualTo(before);

        assertThat(index.space()).isEqualTo(before);
        assertThat(work.progress(EmbeddingWorker.QUEUE).waiting()).isEqualTo(1);
        drain(embedding);
        assertThat(hashes(before, Set.of(key("item1")))).isEqualTo(contents(Set.of(key("item1"))));
        assertThat(spaces.rollback()).isEqualTo(built);
    }

    @Test
    void thereIsNothingToGoBackToBeforeASecondSpaceServed() {
        assertThatThrownBy(spaces::rollback)
                .isInstanceOf(SpaceUnusable.class)
                .hasMessageContaining("none to go back to");
    }

    @Test
    void aSwitchByAnotherProcessIsFollowedWithinTheRefresh() throws InterruptedException {
        Space built = spaces.build(NEW);
        drain(building);
        assertThat(index.space().model()).isEqualTo(OLD);

        jdbc.sql("update space set state = case id when ? then 'active' else 'retired' end")
                .param(built.id())
                .update();
        Thread.sleep(Duration.ofMillis(60));

        assertThat(index.space()).isEqualTo(built);
        assertThat(index.encoder().model()).isEqualTo(NEW);
    }

    @Test
    void whoeverSwitchesAtTheSameTimeOneSpaceServes() throws Exception {
        Space before = spaces.active();
        Space built = spaces.build(NEW);
        drain(building);
        spaces.activate(built.id());
        List<Callable<Space>> switches = IntStream.range(0, 24)
                .<Callable<Space>>mapToObj(i -> () -> spaces.activate(i % 2 == 0 ? before.id() : built.id()))
                .toList();

        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Space> done : threads.invokeAll(switches)) {
                assertThat(done.get()).isIn(before, built);
            }
        }

        assertThat(spaces.all().stream().filter(space -> space.state() == SpaceState.Stage.ACTIVE))
                .hasSize(1);
    }

    @Test
    void anEmptySpaceIsNotLetServeAlthoughNothingIsLeftToDo() {
        Space built = spaces.build(NEW);
        jdbc.sql("delete from work").update();

        assertThatThrownBy(() -> spaces.activate(built.id()))
                .isInstanceOf(SpaceUnusable.class)
                .hasMessageContainingAll("vectors of 0 items", "those of " + ITEMS);
    }

    @Test
    void aSpaceWhoseModelWasReplacedDoesNotComeBack() {
        Space before = spaces.active();
        Space built = spaces.build(NEW);
        drain(building);
        spaces.activate(built.id());
        jdbc.sql("update space set revision = 'replaced' where id = ?")
                .param(before.id())
                .update();

        assertThatThrownBy(() -> spaces.activate(before.id()))
                .isInstanceOf(SpaceUnusable.class)
                .hasMessageContainingAll(OLD + "@replaced", "cannot serve any more");
        assertThat(spaces.active()).isEqualTo(built);
    }

    @Test
    void aRetiredSpaceIsRemovedWithItsVectorsAndIndexesButNeverTheOneThatServes() {
        Space before = spaces.active();
        Space built = spaces.build(NEW);
        drain(building);
        assertThatThrownBy(() -> spaces.remove(before.id())).isInstanceOf(SpaceUnusable.class);

        spaces.activate(built.id());
        spaces.remove(before.id());

        assertThat(vectors(before)).isZero();
        assertThat(indexes(before)).isZero();
        assertThat(indexes(built)).isEqualTo(3);
        assertThatThrownBy(() -> spaces.state(before.id())).isInstanceOf(SpaceNotFound.class);
        assertThat(found("thing number 3")).hasSize(ITEMS);
    }

    @Test
    void anInterruptedRemovalIsEndedAtTheNextStart() {
        Space built = spaces.build(NEW);
        drain(building);
        jdbc.sql("update space set state = 'removed' where id = ?")
                .param(built.id())
                .update();
        assertThatThrownBy(() -> spaces.activate(built.id())).isInstanceOf(SpaceNotFound.class);
        assertThatThrownBy(() -> spaces.build(NEW)).hasMessageContaining("is being removed");

        spaces.resume();

        assertThat(vectors(built)).isZero();
        assertThat(spaces.all()).hasSize(1);
    }

    @Test
    void theModelMustBeInstalledAndAnotherOne() {
        assertThatThrownBy(() -> spaces.build("nobody")).isInstanceOf(ModelUnusable.class);
        assertThatThrownBy(() -> spaces.build(OLD)).isInstanceOf(SpaceUnusable.class);
        assertThat(spaces.all()).hasSize(1);
        assertThat(spaces.progress().idle()).isTrue();
    }

    @Test
    void anOperatorDoesAllOfItByRest() {
        Space before = spaces.active();
        assertThat(answer(json(post("/api/v1/admin/spaces"), "{\"model\": \"quick\"}"), 202))
                .contains("\"state\":\"building\"", "\"model\":\"quick\"");
        assertThat(answer(get("/api/v1/admin/spaces"), 200)).contains("\"waiting\":" + ITEMS, "\"state\":\"active\"");
        int built = spaces.all().getLast().id();
        answer(post("/api/v1/admin/spaces/{id}/activate", built), 409);
        drain(building);
        assertThat(answer(post("/api/v1/admin/spaces/{id}/activate", built), 200))
                .contains("\"state\":\"active\"");
        assertThat(answer(post("/api/v1/admin/spaces/rollback"), 200)).contains("\"id\":" + before.id());
        answer(delete("/api/v1/admin/spaces/{id}", before.id()), 409);
        answer(delete("/api/v1/admin/spaces/{id}", built), 204);
        answer(delete("/api/v1/admin/spaces/{id}", built), 404);
        assertThat(answer(json(post("/api/v1/admin/spaces"), "{}"), 400)).contains("model must name");
        answer(json(post("/api/v1/admin/spaces"), "{\"model\": \"nobody\"}"), 422);
    }

    private static MockHttpServletRequestBuilder json(MockHttpServletRequestBuilder request, String body) {
        return request.contentType(MediaType.APPLICATION_JSON).content(body);
    }

    private String answer(MockHttpServletRequestBuilder request, int status) {
        var result = api.perform(request.with(user("admin").roles("ADMIN")));
        assertThat(result).hasStatus(status);
        try {
            return result.getResponse().getContentAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the workers' threads do, until nothing is left. */
    private void drain(Worker worker) {
        List<Work.Task> tasks = work.claim(worker.queue(), 4, Duration.ofMinutes(1));
        while (!tasks.isEmpty()) {
            assertThat(worker.run(tasks)).isEmpty();
            work.done(tasks);
            tasks = work.claim(worker.queue(), 4, Duration.ofMinutes(1));
        }
    }

    private List<Neighbour> found(String words) {
        UnitVector query =
                index.encoder().texts(List.of(words), Priority.INTERACTIVE).getFirst();
        return index.nearest(query, Modality.IMAGE, 2 * ITEMS, Set.of());
    }

    private List<String> hashes(Space space, Set<Long> items) {
        return jdbc.sql("select distinct content_hash from item_vector where space = ? and item = any(?)")
                .params(space.id(), items.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    private List<String> contents(Set<Long> items) {
        return catalog.items(items).values().stream().map(Item::contentHash).toList();
    }

    private long key(String id) {
        return catalog.item(id).key();
    }

    private long vectors(Space space) {
        return jdbc.sql("select count(*) from item_vector where space = ?")
                .param(space.id())
                .query(Long.class)
                .single();
    }

    private long indexes(Space space) {
        return jdbc.sql("select count(*) from pg_indexes where indexname like ?")
                .param("item\\_vector\\_" + space.id() + "\\_%")
                .query(Long.class)
                .single();
    }

    private void put(String id, String title, int shade) {
        catalog.put(
                id,
                new ItemDraft(
                        Map.of("en", title),
                        Map.of(),
                        null,
                        Map.of(),
                        new Item.Offer(null, null, null, true),
                        List.of(png(new Color(shade, 255 - shade, (37 * shade) % 255)))));
    }

    private static byte[] png(Color colour) {
        var image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(4, 4, 12, 12);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
