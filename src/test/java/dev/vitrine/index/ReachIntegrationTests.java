package dev.vitrine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** Filtered probes against comparing with every item, from one item in a thousand to all. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.index.exact-least=1",
            "vitrine.index.few-refresh=1h",
            "vitrine.index.widest=1500"
        })
@Import(TestDatabase.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachIntegrationTests {

    private static final int ITEMS = 4000;
    private static final int DIMENSION = 16;
    private static final int LIMIT = 50;

    @Autowired
    private VectorIndex index;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcTemplate jdbc;

    private final Map<Long, UnitVector> vectors = new HashMap<>();
    private final Map<Long, Integer> ranks = new HashMap<>();
    private final Set<Long> soldOut = new HashSet<>();

    @BeforeEach
    void openTheShop() {
        if (!vectors.isEmpty()) {
            return;
        }
        int space = jdbc.queryForObject(
                "insert into space (model, revision, dimension, state) values ('given', '1', ?, 'active') returning id",
                Integer.class,
                DIMENSION);
        var random = new Random(11);
        List<Object[]> items = new ArrayList<>();
        List<Object[]> embeddings = new ArrayList<>();
        for (long item = 1; item <= ITEMS; item++) {
            var vector = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            vectors.put(item, UnitVector.of(vector));
            int rank = random.nextInt(1000);
            ranks.put(item, rank);
            if (item % 7 == 0) {
                soldOut.add(item);
            }
            items.add(new Object[] {item, "item-" + item, "{\"rank\": %d}".formatted(rank)});
            embeddings.add(new Object[] {
                space, item, java.util.Arrays.toString(UnitVector.of(vector).toArray())
            });
        }
        jdbc.batchUpdate("""
                insert into item (id, shop_id, titles, descriptions, attributes, content_hash, created_at, updated_at)
                overriding system value values (?, ?, '{}', '{}', cast(? as jsonb), '', now(), now())""", items);
        jdbc.update(
                "insert into item_offer (item, stock, active) select id, case when id % 7 = 0 then 0 end, true from item");
        jdbc.batchUpdate(
                "insert into item_vector (space, modality, item, content_hash, embedding) values (?, 0, ?, '', ?::halfvec)",
                embeddings);
        jdbc.execute(
                "create index on item_vector using hnsw ((embedding::halfvec(%d)) halfvec_ip_ops) with (m = 16, ef_construction = 200) where space = %d and modality = 0"
                        .formatted(DIMENSION, space));
        jdbc.execute("analyze");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 20, 70, 100, 200, 500, 900, 1000})
    void pagesAreFullAndNearestAtAnySelectivity(int perThousand) {
        Reach reach = index.reach(catalog.filter("rank<" + perThousand));
        Set<Long> excluded = Set.of(1L, 2L, 3L);
        double recall = 0;
        int queries = 20;
        for (int i = 0; i < queries; i++) {
            UnitVector query = vectors.get(100L + i);
            List<Long> truth = exact(query, perThousand, excluded);
            List<Neighbour> found = index.nearest(query, Modality.IMAGE, LIMIT, excluded, reach);

            assertThat(found)
                    .hasSameSizeAs(truth)
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(Neighbour::similarity).reversed());
            assertThat(found)
                    .allMatch(neighbour -> ranks.get(neighbour.item()) < perThousand
                            && !soldOut.contains(neighbour.item())
                            && !excluded.contains(neighbour.item()));
            recall += truth.isEmpty()
                    ? 1
                    : (double) found.stream()
                                    .filter(neighbour -> truth.contains(neighbour.item()))
                                    .count()
                            / truth.size();
        }
        assertThat(recall / queries).isGreaterThanOrEqualTo(0.95);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 300, 1000})
    void probesTogetherFindWhatEachFindsAlone(int perThousand) {
        Reach reach = perThousand == 1000 ? Reach.ALL : index.reach(catalog.filter("rank<" + perThousand));
        Set<Long> excluded = Set.of(100L, 101L);
        List<VectorIndex.Probe> probes = new ArrayList<>();
        for (long item = 100; item < 108; item++) {
            probes.add(new VectorIndex.Probe(vectors.get(item), Modality.IMAGE));
        }
        probes.add(4, new VectorIndex.Probe(vectors.get(9L), Modality.TEXT));

        List<List<Neighbour>> together = index.nearest(probes, LIMIT, excluded, reach);

        assertThat(together).hasSameSizeAs(probes);
        assertThat(together.get(4)).as("no item has a text's vector here").isEmpty();
        for (int p = 0; p < probes.size(); p++) {
            List<Neighbour> alone =
                    index.nearest(probes.get(p).query(), probes.get(p).modality(), LIMIT, excluded, reach);
            List<Neighbour> found = together.get(p);
            assertThat(found.size()).isBetween(alone.size() / 2, LIMIT);
            List<Long> nearest =
                    alone.stream().limit(found.size()).map(Neighbour::item).toList();
            assertThat(found.stream()
                            .filter(one -> nearest.contains(one.item()))
                            .count())
                    .isGreaterThanOrEqualTo((long) (0.9 * found.size()));
            assertThat(found)
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(Neighbour::similarity).reversed())
                    .allMatch(one -> !excluded.contains(one.item()) && !soldOut.contains(one.item()));
        }
    }

    @Test
    void vectorsAtHandAreThoseOfTheDatabase() {
        Map<Long, UnitVector> first = index.vectors(Modality.IMAGE, List.of(7L, 8L, 999_999L));
        Map<Long, UnitVector> again = index.vectors(Modality.IMAGE, List.of(8L, 9L));

        assertThat(first).containsOnlyKeys(7L, 8L);
        assertThat(again).containsOnlyKeys(8L, 9L);
        assertThat(again.get(8L)).isSameAs(first.get(8L));
        assertThat(again.get(9L).dot(vectors.get(9L))).isCloseTo(1, within(1e-3));

        UnitVector replaced = vectors.get(10L);
        index.put(index.space(), List.of(new VectorIndex.Entry(8L, Modality.IMAGE, "new", replaced)));

        assertThat(index.vectors(Modality.IMAGE, List.of(8L)).get(8L).dot(replaced))
                .isCloseTo(1, within(1e-3));
        index.put(index.space(), List.of(new VectorIndex.Entry(8L, Modality.IMAGE, "", vectors.get(8L))));
    }

    @Test
    void theFewAreComparedOneByOneAndTheManyAreWalked() {
        assertThat(index.reach(catalog.filter("rank<50")).few()).isNotNull();
        assertThat(index.reach(catalog.filter("rank<500")).few()).isNull();
        assertThat(index.reach(catalog.filter(null))).isEqualTo(Reach.ALL);
    }

    @Test
    void aFilterThatLeavesOnlyTheFarthestStillFillsThePage() {
        UnitVector query = vectors.get(5L);
        List<Long> farthest = vectors.keySet().stream()
                .sorted(Comparator.comparingDouble(item -> vectors.get(item).dot(query)))
                .limit(600)
                .toList();
        jdbc.batchUpdate(
                "update item set category = 'far' where id = ?",
                farthest.stream().map(item -> new Object[] {item}).toList());
        Reach reach = index.reach(catalog.filter("category==far"));
        assertThat(reach.few()).isNull();

        List<Long> found = index.nearest(query, Modality.IMAGE, LIMIT, Set.of(), reach).stream()
                .map(Neighbour::item)
                .toList();
        List<Long> nearest = farthest.stream()
                .filter(item -> !soldOut.contains(item))
                .sorted(Comparator.comparingDouble(
                                (Long item) -> vectors.get(item).dot(query))
                        .reversed())
                .limit(LIMIT)
                .toList();
        // Half floats may change the last places.
        assertThat(found)
                .hasSize(LIMIT)
                .doesNotHaveDuplicates()
                .contains(nearest.subList(0, LIMIT - 2).toArray(new Long[0]));
    }

    @Test
    void whatCeasesToMatchIsGoneAtOnce() {
        UnitVector query = vectors.get(8L);
        jdbc.update("update item set category = 'rare' where id % 400 = 1");
        Reach reach = index.reach(catalog.filter("category==rare"));
        List<Long> before = index.nearest(query, Modality.IMAGE, 5, Set.of(), reach).stream()
                .map(Neighbour::item)
                .toList();

        jdbc.update("update item_offer set stock = 0 where item = ?", before.getFirst());

        Reach again = index.reach(catalog.filter("category==rare"));
        assertThat(again.few()).isEqualTo(reach.few());
        assertThat(index.nearest(query, Modality.IMAGE, 5, Set.of(), again))
                .hasSize(5)
                .noneMatch(neighbour -> neighbour.item() == before.getFirst());
        jdbc.update("update item_offer set stock = null where item = ?", before.getFirst());
    }

    private List<Long> exact(UnitVector query, int perThousand, Set<Long> excluded) {
        return vectors.keySet().stream()
                .filter(item -> ranks.get(item) < perThousand && !soldOut.contains(item) && !excluded.contains(item))
                .sorted(Comparator.comparingDouble(
                                (Long item) -> vectors.get(item).dot(query))
                        .reversed())
                .limit(LIMIT)
                .toList();
    }
}
