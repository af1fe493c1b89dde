package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.index.Fused;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.ranking.Ranking.Recommendation;
import dev.vitrine.vector.UnitVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Pictures and texts in one vector, made by the migration, on pgvector. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.preference.fused=true",
            "vitrine.ranking.fusion=early",
            "vitrine.ranking.picture=0.7",
            "vitrine.ranking.diversity=0",
            "vitrine.ranking.popularity=0",
            "vitrine.ranking.session=0",
            "vitrine.ranking.exploration=0"
        })
@Import(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EarlyFusionIntegrationTests {

    private static final int DIMENSION = 8;

    @Autowired
    private Ranking ranking;

    @Autowired
    private Interactions interactions;

    @Autowired
    private Catalog catalog;

    @Autowired
    private VectorIndex index;

    @Autowired
    private JdbcTemplate jdbc;

    private final Map<String, UnitVector> pictures = new HashMap<>();
    private final Map<String, UnitVector> texts = new HashMap<>();

    @BeforeEach
    void openTheShop() throws IOException {
        if (!texts.isEmpty()) {
            return;
        }
        int space = jdbc.queryForObject(
                "insert into space (model, revision, dimension, state) values ('given', '1', ?, 'active') returning id",
                Integer.class,
                DIMENSION);
        var random = new Random(6);
        for (int i = 0; i < 60; i++) {
            String id = "item" + i;
            long item = catalog.put(
                            id,
                            new ItemDraft(
                                    Map.of("en", id),
                                    Map.of(),
                                    null,
                                    Map.of(),
                                    new Item.Offer(null, null, null, true),
                                    null))
                    .key();
            texts.put(id, vector(random));
            embed(space, item, 1, texts.get(id));
            if (i != 59) {
                pictures.put(id, vector(random));
                embed(space, item, 0, pictures.get(id));
            }
        }
        jdbc.execute(new ClassPathResource("db/migration/V53__fused.sql").getContentAsString(StandardCharsets.UTF_8));
    }

    @Test
    void theMigrationPutsBothSidesSideBySide() {
        for (String id : List.of("item3", "item59")) {
            long key = catalog.item(id).key();
            UnitVector stored = index.vectors(Modality.FUSED, List.of(key)).get(key);
            assertThat(stored.dot(Fused.of(pictures.get(id), texts.get(id)))).isCloseTo(1, within(1e-3));
        }
    }

    @Test
    void oneProbeFindsWhatBothSidesSayTogether() {
        interactions.record(new Event(null, "ann", "item0", "like", null, null));

        Recommendation answer = ranking.forUser(
                "ann", new Ask(10, "en", catalog.filter("id!=item59"), null, null, Map.of(), true, null));

        assertThat(answer.items().stream().map(ranked -> ranked.item().id()))
                .containsExactlyElementsOf(pictures.keySet().stream()
                        .filter(id -> !id.equals("item0"))
                        .sorted(Comparator.comparingDouble((String id) ->
                                        0.7 * pictures.get("item0").dot(pictures.get(id))
                                                + 0.3 * texts.get("item0").dot(texts.get(id)))
                                .reversed())
                        .limit(10)
                        .toList());
        assertThat(answer.items().getFirst().features()).containsKey("fused").doesNotContainKey("picture");
        assertThat(answer.items().getFirst().reason().because())
                .extracting(Item::id)
                .isEqualTo("item0");
        assertThat(answer.items().getFirst().reason().picture()).isBetween(0.0, 1.0);
    }

    private static UnitVector vector(Random random) {
        var values = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return UnitVector.of(values);
    }

    private void embed(int space, long item, int modality, UnitVector vector) {
        jdbc.update(
                "insert into item_vector (space, modality, item, content_hash, embedding) values (?, ?, ?, '', ?::halfvec)",
                space,
                modality,
                item,
                Arrays.toString(vector.toArray()));
    }
}
