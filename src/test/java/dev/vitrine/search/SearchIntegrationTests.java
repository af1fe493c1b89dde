package dev.vitrine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.search.Search.Cause;
import dev.vitrine.search.Search.Found;
import dev.vitrine.search.Search.Hit;
import dev.vitrine.search.Search.Question;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Questions to a shop whose vectors say kind, colour and pattern, with a gap between pictures and texts. */
@SpringBootTest(properties = "vitrine.work.enabled=false")
@AutoConfigureMockMvc
@Import({TestDatabase.class, SearchIntegrationTests.Seeing.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SearchIntegrationTests {

    private static final int DIMENSION = 64;
    private static final List<String> MEANINGS =
            List.of("mug", "scarf", "lamp", "red", "green", "blue", "striped", "plain");
    private static final int PICTURES = 62;
    private static final int TEXTS = 63;

    @Autowired
    private Search search;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Interactions interactions;

    @Autowired
    private VectorIndex index;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester api;

    private boolean open;

    @BeforeEach
    void openTheShop() {
        if (open) {
            return;
        }
        open = true;
        var random = new Random(4);
        int number = 0;
        for (String kind : MEANINGS.subList(0, 3)) {
            for (String colour : MEANINGS.subList(3, 6)) {
                for (String pattern : MEANINGS.subList(6, 8)) {
                    for (int i = 0; i < 12; i++) {
                        put(kind + "-" + colour + "-" + pattern + "-" + i, kind, colour, pattern, number++, random);
                    }
                }
            }
        }
    }

    @Test
    void wordsFindWhatTheyMean() {
        Found found = search.find(Question.of("red mug"), 12);

        assertThat(found.hits()).hasSize(12).allMatch(hit -> id(hit).startsWith("mug-red"));
        assertThat(found.cause()).isNull();
        assertThat(found.hits().getFirst().words()).containsExactly("red", "mug");
        assertThat(search.find(Question.of("杯子"), 5).hits())
                .allMatch(hit -> id(hit).startsWith("mug"))
                .allSatisfy(hit -> assertThat(hit.words()).containsExactly("杯子"));
    }

    @Test
    void wordsBehindAMinusAreNotMeant() {
        assertThat(search.find(Question.of("mug"), 30).hits()).anyMatch(hit -> id(hit).contains("striped"));

        assertThat(search.find(Question.of("mug -striped"), 30).hits())
                .hasSize(30)
                .allMatch(hit -> id(hit).startsWith("mug") && id(hit).contains("plain"));
        assertThat(search.find(new Question("mug", "red", null, null, Filter.ALL, List.of()), 30)
                        .hits())
                .hasSize(30)
                .noneMatch(hit -> id(hit).contains("red"));
    }

    @Test
    void likeThisButGreen() {
        RgbImage redMug = new RgbImage(1, 1, new byte[3]);

        assertThat(search.find(new Question(null, null, redMug, null, Filter.ALL, List.of()), 10)
                        .hits())
                .allMatch(hit -> id(hit).startsWith("mug-red"));
        assertThat(search.find(new Question("green", null, redMug, null, Filter.ALL, List.of()), 10)
                        .hits())
                .allMatch(hit -> id(hit).startsWith("mug-green"));
    }

    @Test
    void aTasteHasASay() {
        String ann = "ann-" + UUID.randomUUID();
        for (String item :
                List.of("lamp-blue-plain-0", "scarf-blue-plain-0", "lamp-blue-striped-0", "scarf-blue-striped-0")) {
            interactions.record(new Event(null, ann, item, "like", null, null));
        }

        assertThat(blue(search.find(Question.of("mug"), 10))).isLessThan(6);
        assertThat(blue(search.find(new Question("mug", null, null, ann, Filter.ALL, List.of()), 10)))
                .isGreaterThanOrEqualTo(8);
    }

    @Test
    void aQuestionSaysHowMuchItsPartsCount() {
        RgbImage redMug = new RgbImage(1, 1, new byte[3]);

        assertThat(weighed("green", redMug, new Weights(1.0, 0.1, null)))
                .as("hardly a word")
                .allMatch(id -> id.startsWith("mug-red"));
        assertThat(weighed("green", redMug, new Weights(1.0, 1.0, null)))
                .as("only the proportion matters")
                .isEqualTo(weighed("green", redMug, new Weights(0.2, 0.2, null)))
                .isEqualTo(weighed("green", redMug, Weights.USUAL))
                .allMatch(id -> id.startsWith("mug-green"));
        assertThat(weighed("green lamp", redMug, new Weights(0.0, null, null)))
                .as("a photo at 0 is as if there were none")
                .isEqualTo(weighed("green lamp", null, Weights.USUAL));
        assertThat(weighed("green lamp", redMug, new Weights(null, 0.0, null)))
                .as("words at 0 are as if there were none")
                .isEqualTo(weighed(null, redMug, Weights.USUAL));
        assertThatThrownBy(() -> weighed("green", redMug, new Weights(0.0, 0.0, null)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("counts 0");
        assertThatThrownBy(() -> weighed("green", null, new Weights(1.0, 0.0, null)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("counts 0");
    }

    private List<String> weighed(@Nullable String words, @Nullable RgbImage picture, Weights weights) {
        return search.find(new Question(words, null, picture, null, Filter.ALL, List.of(), weights), 10).hits().stream()
                .map(SearchIntegrationTests::id)
                .toList();
    }

    @Test
    void aTasteCountsAsMuchAsTheQuestionSays() {
        String bob = "bob-" + UUID.randomUUID();
        for (String item : List.of("lamp-blue-plain-1", "scarf-blue-plain-1", "lamp-blue-striped-1")) {
            interactions.record(new Event(null, bob, item, "like", null, null));
        }
        Found without = search.find(Question.of("mug"), 10);
        Found nothing = search.find(tasting(bob, 0.0), 10);
        Found usual = search.find(tasting(bob, null), 10);
        Found all = search.find(tasting(bob, 1.0), 10);

        assertThat(nothing.hits())
                .extracting(Hit::item)
                .isEqualTo(without.hits().stream().map(Hit::item).toList());
        assertThat(blue(all)).isEqualTo(10);
        assertThat(taste(usual.hits().getFirst()) / 0.2)
                .isCloseTo(taste(all, usual.hits().getFirst()), within(1e-9));
    }

    private static Question tasting(String user, @Nullable Double weight) {
        return new Question("mug", null, null, user, Filter.ALL, List.of(), new Weights(null, null, weight));
    }

    private static double taste(Hit hit) {
        return Objects.requireNonNull(hit.features().get("taste"));
    }

    private static double taste(Found found, Hit same) {
        return found.hits().stream()
                .filter(hit -> id(hit).equals(id(same)))
                .findFirst()
                .map(SearchIntegrationTests::taste)
                .orElseThrow();
    }

    @Test
    void weightsHaveLimitsAndTheApiSaysSo() {
        for (String weight : List.of("-0.1", "1.1", "NaN", "much")) {
            assertThat(api.perform(get("/api/v1/search")
                            .queryParam("q", "mug")
                            .queryParam("tasteWeight", weight)
                            .with(user("shop").roles("STOREFRONT"))))
                    .hasStatus(400)
                    .bodyText()
                    .contains("tasteWeight");
        }
        for (String field : List.of("pictureWeight", "wordsWeight", "tasteWeight")) {
            assertThat(api.perform(multipart("/api/v1/search")
                            .param("words", "mug")
                            .param(field, "2")
                            .with(user("shop").roles("STOREFRONT"))
                            .with(csrf())))
                    .hasStatus(400)
                    .bodyText()
                    .contains("\"field\":\"" + field, "must be from 0.0 to 1.0, but is 2.0");
        }
        assertThat(api.perform(multipart("/api/v1/search")
                        .param("words", "mug")
                        .param("wordsWeight", "0.3")
                        .with(user("shop").roles("STOREFRONT"))
                        .with(csrf())))
                .hasStatusOk();
        assertThat(api.perform(get("/v3/api-docs/shop").with(user("shop").roles("ADMIN"))))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.paths['/api/v1/search'].post.parameters[?(@.schema.maximum == 1)].name")
                .asArray()
                .containsExactlyInAnyOrder("pictureWeight", "wordsWeight", "tasteWeight");
    }

    private static long blue(Found found) {
        return found.hits().stream()
                .filter(hit -> id(hit).startsWith("mug-blue"))
                .count();
    }

    @Test
    void facetsCountWhatWasFound() {
        Found found = search.find(
                new Question(
                        "mug", null, null, null, catalog.filter("colour!=red"), List.of("category", "colour", "price")),
                100);

        Map<String, Long> colours = found.hits().stream()
                .collect(Collectors.groupingBy(
                        hit -> hit.item().attributes().get("colour").toString(), Collectors.counting()));
        assertThat(found.facets().get("colour").stream()
                        .collect(Collectors.toMap(Catalog.Facet::value, Catalog.Facet::count)))
                .isEqualTo(colours)
                .containsEntry("green", 24L)
                .doesNotContainKey("red");
        List<Catalog.Facet> prices = found.facets().get("price");
        assertThat(prices.stream().mapToLong(Catalog.Facet::count).sum())
                .isEqualTo(found.hits().size());
        assertThat(prices)
                .allSatisfy(range -> assertThat(range.count())
                        .isEqualTo(found.hits().stream()
                                .filter(hit -> hit.item().offer().price().compareTo(range.from()) >= 0
                                        && hit.item().offer().price().compareTo(range.until()) < 0)
                                .count()));
        assertThatThrownBy(() -> search.find(new Question("mug", null, null, null, Filter.ALL, List.of("colours")), 5))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("colours");
    }

    @Test
    void whatMeansNothingFindsNothingAndSaysSo() {
        Found found = search.find(Question.of("qwertz"), 20);

        assertThat(found.hits()).hasSizeLessThan(3);
        assertThat(found.cause()).isIn(Cause.NOTHING_ALIKE, Cause.FEW_ALIKE);
        Found mugs = search.find(Question.of("mug"), 100);
        assertThat(mugs.hits()).hasSize(72).allMatch(hit -> id(hit).startsWith("mug"));
        assertThat(mugs.cause()).isEqualTo(Cause.FEW_ALIKE);
    }

    @Test
    void aFilterThatNothingMatchesIsTheCause() {
        Found found = search.find(new Question("mug", null, null, null, catalog.filter("price<0"), List.of()), 5);

        assertThat(found.hits()).isEmpty();
        assertThat(found.cause()).isEqualTo(Cause.NOTHING_MATCHES_FILTER);
    }

    @Test
    void answersOverRest() {
        assertThat(api.perform(get("/api/v1/search")
                        .queryParam("q", "red mug")
                        .queryParam("not", "striped")
                        .queryParam("filter", "price<1000")
                        .queryParam("facets", "category,price")
                        .queryParam("limit", "3")
                        .with(user("shop").roles("STOREFRONT"))))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"items": [{"why": "words", "words": ["red", "mug"]}, {}, {}]}""");
        assertThat(api.perform(get("/api/v1/search")
                        .queryParam("q", "qwertz")
                        .queryParam("language", "zh")
                        .with(user("shop").roles("STOREFRONT"))))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.cause.text")
                .asString()
                .contains("商品");
        assertThat(api.perform(get("/api/v1/search")
                        .queryParam("q", "-red")
                        .with(user("shop").roles("STOREFRONT"))))
                .hasStatus(400)
                .bodyText()
                .contains("no words");
    }

    private static String id(Hit hit) {
        return hit.item().id();
    }

    private void put(String id, String kind, String colour, String pattern, int number, Random random) {
        String chinese = Map.of("mug", "杯子", "scarf", "围巾", "lamp", "台灯").get(kind);
        long item = catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", kind + " " + pattern + " " + colour, "zh", chinese),
                                Map.of(),
                                kind,
                                Map.of("colour", colour),
                                new Item.Offer(new BigDecimal(number), "EUR", 1, true),
                                List.of()))
                .key();
        List<String> meanings = List.of(kind, colour, pattern);
        embed(item, 0, vector(PICTURES, meanings, 0.1, random));
        embed(item, 1, vector(TEXTS, meanings, 0.1, random));
    }

    private void embed(long item, int modality, UnitVector vector) {
        jdbc.sql(
                        "insert into item_vector (space, modality, item, content_hash, embedding) values (?, ?, ?, '', ?::halfvec)")
                .params(index.space().id(), modality, item, Arrays.toString(vector.toArray()))
                .update();
    }

    /** A side's common direction, the meanings, and noise. */
    private static UnitVector vector(int side, List<String> meanings, double noise, Random random) {
        var values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) (noise * random.nextGaussian());
        }
        values[side] += 2;
        meanings.stream().filter(MEANINGS::contains).forEach(meaning -> values[MEANINGS.indexOf(meaning)] += 1);
        return UnitVector.of(values);
    }

    /** A model that knows the words; others point anywhere. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Seeing {

        @Bean
        @Primary
        Vision seeingVision() {
            DualEncoder encoder = mock(DualEncoder.class);
            when(encoder.model()).thenReturn("given");
            when(encoder.revision()).thenReturn("1");
            when(encoder.dimension()).thenReturn(DIMENSION);
            when(encoder.texts(any(), any()))
                    .thenAnswer(call -> call.<List<String>>getArgument(0).stream()
                            .map(Seeing::text)
                            .toList());
            when(encoder.pictures(any(), any()))
                    .thenAnswer(call -> call.<List<@Nullable Object>>getArgument(0).stream()
                            .map(picture -> vector(PICTURES, List.of("red", "mug", "plain"), 0, new Random(1)))
                            .toList());
            Vision vision = mock(Vision.class);
            when(vision.encoder(anyString())).thenReturn(encoder);
            return vision;
        }

        private static UnitVector text(String text) {
            List<String> words = List.of(text.replace("杯子", "mug").split(" "));
            boolean known = words.stream().anyMatch(MEANINGS::contains);
            return vector(TEXTS, words, known ? 0.02 : 0.2, new Random(text.hashCode()));
        }
    }
}
