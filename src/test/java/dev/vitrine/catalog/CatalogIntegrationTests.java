package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import dev.vitrine.TestDatabase;
import dev.vitrine.problem.InvalidRequest;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.transaction.support.TransactionTemplate;

/** Items in the database: by Java, by REST and by files. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.catalog.max-picture-size=2KB",
            "vitrine.catalog.max-batch-lines=5",
            "vitrine.catalog.max-line-size=4KB"
        })
@AutoConfigureMockMvc
@RecordApplicationEvents
@Import(TestDatabase.class)
class CatalogIntegrationTests {

    private static final byte[] RED = Drawn.png(16, 16, Color.RED);
    private static final byte[] BLUE = Drawn.png(16, 16, Color.BLUE);
    private static final Item.Offer OFFER = new Item.Offer(new BigDecimal("9.90"), "EUR", 3, true);

    @TempDir
    private static Path home;

    @TempDir
    private Path folder;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private MockMvcTester api;

    @Autowired
    private ApplicationEvents events;

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) {
        registry.add("vitrine.home", home::toString);
    }

    @BeforeEach
    void empty() {
        jdbc.sql("delete from item").update();
    }

    @Test
    void anItemInMemoryIsTheSameUntilItsRowsAreNot() {
        long key = catalog.put("mug", draft("A mug", OFFER)).key();
        Item first = catalog.items(List.of(key)).get(key);

        assertThat(catalog.items(List.of(key)).get(key)).isSameAs(first);

        // As another process would, past every event of this one.
        jdbc.sql("update item set titles = '{\"en\": \"A cup\"}' where id = ?")
                .param(key)
                .update();
        assertThat(catalog.items(List.of(key)).get(key).titles()).containsEntry("en", "A cup");
        jdbc.sql("update item_offer set stock = 0 where item = ?").param(key).update();
        assertThat(catalog.items(List.of(key)).get(key).offer().stock()).isZero();

        catalog.annotate(key, Map.of("colour", List.of("red")), List.of());
        assertThat(catalog.items(List.of(key)).get(key).tags()).containsEntry("colour", List.of("red"));

        catalog.delete("mug");
        assertThat(catalog.items(List.of(key))).isEmpty();
    }

    @Test
    void whatATransactionWroteButDidNotCommitIsNotKept() {
        long key = catalog.put("mug", draft("A mug", OFFER)).key();

        transactions.executeWithoutResult(status -> {
            jdbc.sql("update item set titles = '{\"en\": \"A cup\"}' where id = ?")
                    .param(key)
                    .update();
            assertThat(catalog.items(List.of(key)).get(key).titles()).containsEntry("en", "A cup");
            status.setRollbackOnly();
        });

        assertThat(catalog.items(List.of(key)).get(key).titles()).containsEntry("en", "A mug");
    }

    @Test
    void anItemIsStoredWithAllThatWasSaid() {
        Item stored = catalog.put("a", draft("Red shoe", OFFER, RED, BLUE));

        Item item = catalog.item("a");
        assertThat(item).isEqualTo(stored);
        assertThat(item.titles()).isEqualTo(Map.of("en", "Red shoe", "zh", "红鞋"));
        assertThat(item.attributes()).isEqualTo(Map.of("colour", "red", "sizes", List.of("S", "M"), "year", 2024));
        assertThat(item.offer()).isEqualTo(OFFER);
        assertThat(item.pictures()).extracting(Item.Picture::position).containsExactly(0, 1);
        assertThat(catalog.picture(item.pictures().get(1).sha256())).isEqualTo(BLUE);
        assertThat(catalog.keys(List.of("a", "b"))).isEqualTo(Map.of("a", item.key()));
    }

    @Test
    void theSameAgainChangesNothingAndSaysNothing() {
        Item first = catalog.put("a", draft("Red shoe", OFFER, RED));
        Item again = catalog.put("a", draft("Red shoe", OFFER, RED));

        assertThat(again).isEqualTo(first);
        assertThat(events.stream(ItemChanged.class)).hasSize(1);
    }

    @Test
    void anOfferChangesWithoutTheContent() {
        Item first = catalog.put("a", draft("Red shoe", OFFER, RED));
        Item cheaper = catalog.put("a", draft("Red shoe", new Item.Offer(BigDecimal.ONE, "EUR", 0, true), RED));

        assertThat(cheaper.contentHash()).isEqualTo(first.contentHash());
        assertThat(catalog.available(List.of(first.key()))).isEmpty();
        assertThat(events.stream(ItemChanged.class))
                .hasSize(2)
                .containsOnly(new ItemChanged(first.key(), first.contentHash()));
    }

    @Test
    void otherContentHasAnotherHashAndIsFoundByItsNewWordsAlone() {
        Item first = catalog.put("a", draft("Red shoe", OFFER, RED));
        Item second = catalog.put("a", draft("Blue scarf", OFFER, BLUE));

        assertThat(second.contentHash()).isNotEqualTo(first.contentHash());
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(found("scarves blue scarfs")).containsExactly("a");
        assertThat(found("shoe")).isEmpty();
        assertThat(catalog.put("a", new ItemDraft(Map.of(), Map.of(), null, Map.of(), OFFER, null))
                        .pictures())
                .hasSize(1);
        assertThat(catalog.put("a", new ItemDraft(Map.of(), Map.of(), null, Map.of(), OFFER, List.of()))
                        .pictures())
                .isEmpty();
    }

    @Test
    void nothingOfAnItemIsStoredWhenOneOfItsPicturesIsNone() throws IOException {
        byte[] green = Drawn.png(16, 16, Color.GREEN);
        assertThatThrownBy(() -> catalog.put("a", draft("Red shoe", OFFER, green, "no picture".getBytes())))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("picture 1");

        assertThat(catalog.find("a")).isEmpty();
        assertThat(Files.exists(home.resolve("pictures")
                        .resolve(PictureStore.sha256(green).substring(0, 2))
                        .resolve(PictureStore.sha256(green).substring(2))))
                .isFalse();
        assertThat(events.stream(ItemChanged.class)).isEmpty();
    }

    @Test
    void manyWritersOfOneItemMakeOneItem() throws Exception {
        List<Callable<Item>> writers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String title = "Title " + i % 3;
            byte[] picture = i % 2 == 0 ? RED : BLUE;
            writers.add(() -> catalog.put("contested", draft(title, OFFER, picture)));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (Future<Item> written : threads.invokeAll(writers)) {
                assertThat(written.get().id()).isEqualTo("contested");
            }
        }
        assertThat(catalog.count()).isEqualTo(1);
        assertThat(catalog.item("contested").pictures()).hasSize(1);
    }

    @Test
    void whateverAnIdLooksLikeItIsAnId() {
        List<String> ids =
                List.of("x'); drop table item --".replace(";", ""), "' or '1'='1", "鞋子-👟", "a:b*&|!", "$1", "?");
        ids.forEach(id -> catalog.put(id, draft(id, OFFER)));

        assertThat(ids)
                .allSatisfy(id -> assertThat(catalog.item(id).title("en")).isEqualTo(id));
        assertThat(catalog.count()).isEqualTo(ids.size());
        catalog.delete("' or '1'='1");
        assertThat(catalog.count()).isEqualTo(ids.size() - 1);
    }

    @Test
    void wordsAreFoundAllOfThemFirstAndSomeOfThemElse() {
        catalog.put("red", draft("Red shoe", OFFER));
        catalog.put(
                "blue",
                new ItemDraft(Map.of("en", "Blue shoes", "zh", "蓝色跑步鞋"), Map.of(), null, Map.of(), OFFER, null));

        assertThat(found("SHOES")).containsExactlyInAnyOrder("red", "blue");
        assertThat(found("blue shoe")).containsExactly("blue");
        assertThat(found("purple shoe")).containsExactlyInAnyOrder("red", "blue");
        assertThat(found("跑步鞋")).containsExactly("blue");
        assertThat(found("purple")).isEmpty();
        assertThat(found("' | 'red & :*")).containsExactly("red");
        assertThat(catalog.matching("shoe", 1, Filter.ALL)).hasSize(1);
    }

    @Test
    void anItemOfVeryManyWordsIsStored() {
        Map<String, Object> attributes = new java.util.HashMap<>();
        for (int i = 0; i < 100; i++) {
            List<String> values = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                values.add(("w" + i + "x" + j + " ").repeat(60));
                values.set(j, values.get(j).substring(0, 200) + " " + i * 1000 + j + "y".repeat(200));
            }
            attributes.put("a" + i, values);
        }
        catalog.put("a", new ItemDraft(Map.of("en", "Wordy"), Map.of(), null, attributes, OFFER, null));
        assertThat(found("wordy")).containsExactly("a");
    }

    @Test
    void theApiStoresShowsListsAndRemoves() {
        MvcTestResult stored = call(put("/api/v1/items/{id}", "鞋 1")
                .contentType(MediaType.APPLICATION_JSON)
                .content("""
                {"title": {"en": "Red shoe", "zh": "红鞋"}, "attributes": {"colour": "red"}, "price": 12.5,
                 "currency": "EUR", "stock": 2, "pictures": ["%s"]}""".formatted(dataUri(RED))));
        assertThat(stored).hasStatusOk();
        assertThat(call(put("/api/v1/items/{id}/pictures/1", "鞋 1").content(BLUE)))
                .hasStatusOk();
        assertThat(call(put("/api/v1/items/{id}/pictures/3", "鞋 1").content(BLUE)))
                .hasStatus(400)
                .bodyText()
                .contains("position 3", "2");
        assertThat(call(get("/api/v1/items/{id}", "鞋 1").queryParam("language", "zh")))
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"id": "鞋 1", "title": "红鞋", "price": 12.50, "active": true,
                         "pictures": ["/api/v1/pictures/%s", "/api/v1/pictures/%s"]}""".formatted(PictureStore.sha256(RED), PictureStore.sha256(BLUE)));

        catalog.put("b", draft("B", OFFER));
        assertThat(call(get("/api/v1/items?limit=1")))
                .bodyJson()
                .extractingPath("$.items.length()")
                .isEqualTo(1);
        String next = Long.toString(catalog.item("鞋 1").key());
        assertThat(call(get("/api/v1/items").queryParam("cursor", next).queryParam("limit", "2")))
                .bodyJson()
                .isLenientlyEqualTo("{\"items\": [{\"id\": \"b\"}]}")
                .doesNotHavePath("$.next");

        assertThat(call(delete("/api/v1/items/{id}", "鞋 1"))).hasStatus(204);
        assertThat(call(get("/api/v1/items/{id}", "鞋 1"))).hasStatus(404);
        assertThat(call(delete("/api/v1/items/{id}", "鞋 1"))).hasStatus(404);
        assertThat(call(put("/api/v1/items/{id}/pictures/0", "鞋 1").content(BLUE)))
                .hasStatus(404);
        assertThat(events.stream(ItemRemoved.class)).hasSize(1);
    }

    @Test
    void aPictureIsPublicUnchangingAndNothingButItsType() {
        catalog.put("a", draft("A", OFFER, RED));
        MvcTestResult picture = api.perform(get("/api/v1/pictures/{sha}", PictureStore.sha256(RED)));
        assertThat(picture)
                .hasStatusOk()
                .hasContentType(MediaType.IMAGE_PNG)
                .body()
                .isEqualTo(RED);
        assertThat(picture).headers().hasValue("X-Content-Type-Options", "nosniff");
        assertThat(picture.getResponse().getHeader("Cache-Control")).contains("public", "immutable");
        assertThat(api.perform(get("/api/v1/pictures/{sha}", "0".repeat(64)))).hasStatus(404);
    }

    @Test
    void wrongInputIsAnsweredWithItsName() {
        refused("{\"titel\": \"A\"}", 400, "titel", "title");
        refused("{\"title\": 5}", 400, "title");
        refused("{\"title\": {\"xx\": \"A\"}}", 400, "xx");
        refused("{\"price\": \"cheap\"}", 400, "price");
        refused("{\"attributes\": {\"a\": null}}", 400, "a");
        refused("{\"attributes\": {\"a\": 1e400}}", 400, "a");
        refused("{\"id\": \"b\"}", 400, "b", "a");
        refused("{\"pictures\": [\"http://127.0.0.1/a.png\"]}", 400, "pictures[0]", "own network");
        refused("{\"pictures\": [\"%s\", \"data:image/png;base64,AAAA\"]}".formatted(dataUri(RED)), 400, "pictures[1]");
        refused("{", 400, "JSON");
        refused("{\"description\": \"" + "x".repeat(5000) + "\"}", 413, "4096");
        assertThat(catalog.count()).isZero();
        assertThat(call(get("/api/v1/items?limit=0"))).hasStatus(400).bodyText().contains("limit");
        assertThat(call(get("/api/v1/items?limit=101")))
                .hasStatus(400)
                .bodyText()
                .contains("101");
        assertThat(call(get("/api/v1/items?cursor=x")))
                .hasStatus(400)
                .bodyText()
                .contains("cursor");
        assertThat(call(get("/api/v1/items?page=2"))).hasStatus(400).bodyText().contains("page");
        catalog.put("a", draft("A", OFFER));
        assertThat(call(put("/api/v1/items/a/pictures/0").content(Arrays.copyOf(RED, 2048))))
                .hasStatusOk();
        assertThat(call(put("/api/v1/items/a/pictures/0").content(Arrays.copyOf(RED, 2049))))
                .hasStatus(400)
                .bodyText()
                .contains("2048");
    }

    @Test
    void eachLineOfABatchHasItsResultAndFailsAlone() {
        String batch = """
                {"id": "a", "title": "A"}
                {"id": "b", "title": "B", "colour": "red"}

                not json
                {"id": "c", "title": "C", "description": "%s"}
                {"title": "no id"}
                {"id": "late"}
                """.formatted("x".repeat(5000));
        MvcTestResult answer = call(
                post("/api/v1/items/batch").contentType("application/x-ndjson").content(batch));
        assertThat(answer).hasStatusOk();
        List<String> lines = body(answer).lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("{\"line\":1,\"id\":\"a\",\"status\":200}");
        assertThat(lines.get(1)).contains("\"line\":2", "400", "colour");
        assertThat(lines.get(2)).contains("\"line\":4", "400", "JSON");
        assertThat(lines.get(3)).contains("\"line\":5", "413", "4096");
        assertThat(lines.get(4)).contains("\"line\":6", "413", "5 lines");
        assertThat(catalog.page(0, 10)).extracting(Item::id).containsExactly("a");
    }

    private void refused(String body, int status, String... said) {
        assertThat(call(put("/api/v1/items/a")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)))
                .hasStatus(status)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyText()
                .contains(said);
    }

    private List<String> found(String words) {
        List<Long> keys = catalog.matching(words, 10, Filter.ALL).stream()
                .map(Catalog.Match::item)
                .toList();
        Map<Long, Item> items = catalog.items(keys);
        return keys.stream().map(key -> items.get(key).id()).toList();
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request) {
        return api.perform(request.with(user("shop").roles("SHOP")));
    }

    private static String body(MvcTestResult result) {
        try {
            return result.getResponse().getContentAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String dataUri(byte[] picture) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(picture);
    }

    private static ItemDraft draft(String title, Item.Offer offer, byte[]... pictures) {
        return new ItemDraft(
                Map.of("en", title, "zh", "红鞋"),
                Map.of("en", "A thing."),
                "Things",
                Map.of("colour", "red", "sizes", List.of("S", "M"), "year", 2024),
                offer,
                List.of(pictures));
    }
}
