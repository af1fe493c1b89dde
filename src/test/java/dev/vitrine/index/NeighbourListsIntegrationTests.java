package dev.vitrine.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.catalog.PlannedAnew;
import dev.vitrine.vector.UnitVector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@SpringBootTest(properties = {"vitrine.index.neighbours=10", "vitrine.work.enabled=false"})
@Import(TestDatabase.class)
class NeighbourListsIntegrationTests {

    private static final int ITEMS = 30;

    @Autowired
    private VectorIndex index;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlannedAnew anew;

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        index.put(
                index.space(),
                Stream.iterate(0, i -> i + 1)
                        .limit(ITEMS)
                        .map(i -> entry(put("item" + i), i))
                        .toList());
    }

    @Test
    void anItemLeadsToItsNearestOthersWithTheirCosines() {
        Alike list = list("item10");

        assertThat(list.size()).isEqualTo(10);
        assertThat(list.items())
                .doesNotContain(key("item10"))
                .contains(key("item9"), key("item11"))
                .doesNotContain(key("item20"));
        assertThat((double) list.similarities()[0])
                .isCloseTo(Math.cos(0.05), org.assertj.core.data.Offset.offset(1e-3));
        assertThat(list.similarities()).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void anItemWithoutAVectorLeadsNowhere() {
        assertThat(index.alike(Modality.IMAGE, List.of(put("bare"))))
                .allSatisfy((item, list) -> assertThat(list.size()).isZero());
        assertThat(index.alike(Modality.IMAGE, List.of())).isEmpty();
    }

    @Test
    void aListIsKeptAndForgottenWithItsItemsVector() {
        list("item10");
        assertThat(stored("item10")).isOne();

        index.put(index.space(), List.of(entry(key("item10"), 25)));

        assertThat(stored("item10")).isZero();
        assertThat(list("item10").items()).contains(key("item25"));
        assertThat(stored("item10")).isOne();
    }

    @Test
    void inAShopThatGrewByATenthListsAreComputedAnew() {
        list("item10");
        for (int i = 0; i < ITEMS / 10 + 1; i++) {
            index.put(index.space(), List.of(entry(put("late" + i), 10.1)));
        }

        assertThat(list("item10").items()).contains(key("late0"));
    }

    @Test
    void aNightComputesWhatIsMissingAndWhatAnArrivalBelongsIn() {
        assertThat(index.completeNeighbours(Instant.now())).isEqualTo(ITEMS);
        assertThat(index.completeNeighbours(Instant.now())).isZero();
        index.put(index.space(), List.of(entry(put("late"), 10.1)));
        assertThat(list("item10").items()).doesNotContain(key("late"));

        // The arrival's own list, and those of the items in it.
        assertThat(index.completeNeighbours(Instant.now())).isEqualTo(11);

        jdbc.sql("select neighbours from vector_neighbour where item = ?")
                .param(key("item10"))
                .query(row -> {
                    assertThat((Long[]) row.getArray(1).getArray()).contains(key("late"));
                });
        assertThat(index.completeNeighbours(Instant.now().plus(Duration.ofDays(31))))
                .as("all are too old by then")
                .isGreaterThanOrEqualTo(ITEMS + 1);
    }

    @Test
    void aNightThatHasNoTimeForListsLeavesThemToWhoAsks() {
        var hurried = new NeighbourLists(jdbc, anew, inNoTime(), Clock.systemUTC());

        assertThat(hurried.complete(index.space(), Instant.now())).isZero();

        assertThat(list("item10").size()).isPositive();
    }

    private static IndexProperties inNoTime() {
        return new Binder(new MapConfigurationPropertySource(Map.of("index.neighbour-time", "0s")))
                .bind("index", Bindable.of(IndexProperties.class))
                .get();
    }

    private Alike list(String id) {
        Map<Long, Alike> lists = index.alike(Modality.IMAGE, List.of(key(id)));
        return lists.get(key(id));
    }

    private long stored(String id) {
        return jdbc.sql("select count(*) from vector_neighbour where item = ?")
                .param(key(id))
                .query(Long.class)
                .single();
    }

    private long put(String id) {
        return catalog.put(
                        id,
                        new ItemDraft(
                                Map.of("en", id), Map.of(), null, Map.of(), new Item.Offer(null, null, 1, true), null))
                .key();
    }

    private long key(String id) {
        return catalog.item(id).key();
    }

    /** On a circle, so that items of near places look alike. */
    private VectorIndex.Entry entry(long item, double place) {
        float[] values = new float[index.space().dimension()];
        values[0] = (float) Math.cos(0.05 * place);
        values[1] = (float) Math.sin(0.05 * place);
        return new VectorIndex.Entry(item, Modality.IMAGE, "hash" + place, UnitVector.of(values));
    }
}
