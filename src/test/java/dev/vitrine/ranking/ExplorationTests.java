package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.vitrine.catalog.Filter;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExplorationTests {

    private static final UnitVector EAST = UnitVector.of(1, 0);

    private final FakeShop shop = new FakeShop();
    private final Interactions interactions = mock(Interactions.class);
    private final Exploration exploration = new Exploration(interactions, shop.candidates(), shop.catalog);
    private final List<Scored> page = LongStream.rangeClosed(1, 10)
            .mapToObj(item -> new Scored(item, 20 - item, Kind.LOOKS_LIKE, null, 1))
            .toList();

    @Test
    void everyNthPlaceIsGivenToAColdArrivalWithItsProbability() {
        for (long item = 1; item <= 10; item++) {
            shop.with(item, EAST, EAST);
        }
        shop.with(11, UnitVector.of(1, 1), UnitVector.of(1, 1))
                .with(12, UnitVector.of(0, 1), UnitVector.of(0, 1))
                .with(13, EAST, EAST);
        // Touched often enough to be known.
        when(interactions.counts(anyCollection())).thenReturn(Map.of(13L, 10L, 12L, 9L));
        var interests = List.of(new Interest(1, 1, EAST));
        var preference = new Preference(
                "ann",
                Map.of(Modality.IMAGE, interests, Modality.TEXT, interests),
                Map.of(),
                Map.of(),
                Set.of(),
                Set.of(),
                1,
                0,
                null);
        Map<Long, Integer> chosen = new HashMap<>();
        Map<Long, Double> propensities = new HashMap<>();

        for (int seed = 0; seed < 2000; seed++) {
            List<Scored> mixed = exploration.mixed(page, preference, wanted(0.1), new SplittableRandom(seed));
            assertThat(mixed.subList(0, 9)).isEqualTo(page.subList(0, 9));
            chosen.merge(mixed.get(9).item(), 1, Integer::sum);
            propensities.put(mixed.get(9).item(), mixed.get(9).propensity());
        }

        assertThat(chosen).containsOnlyKeys(11L, 12L);
        chosen.forEach((item, times) -> assertThat(times / 2000.0).isCloseTo(propensities.get(item), within(0.03)));
        assertThat(propensities.get(11L)).isGreaterThan(propensities.get(12L));
    }

    @Test
    void aPageIsLeftAloneWithoutAShareWithoutColdItemsAndWhenItIsShort() {
        assertThat(exploration.mixed(page, Preference.none("ann"), wanted(0), new SplittableRandom(1)))
                .isEqualTo(page);
        assertThat(exploration.mixed(page, Preference.none("ann"), wanted(0.1), new SplittableRandom(1)))
                .isEqualTo(page);
        shop.with(99, EAST, EAST);
        when(interactions.counts(anyCollection())).thenReturn(Map.of());
        // What arrived is kept for a moment.
        var exploration = new Exploration(interactions, shop.candidates(), shop.catalog);
        assertThat(exploration.mixed(page.subList(0, 9), Preference.none("ann"), wanted(0.1), new SplittableRandom(1)))
                .isEqualTo(page.subList(0, 9));
        assertThat(exploration
                        .mixed(page, Preference.none("ann"), wanted(0.1), new SplittableRandom(1))
                        .getLast())
                .extracting(Scored::item, Scored::propensity)
                .containsExactly(99L, 1.0);
    }

    private static Wanted wanted(double share) {
        return new Wanted(
                10,
                Set.of(),
                Filter.ALL,
                new RankingProperties(
                        10,
                        10,
                        10,
                        30,
                        0.5,
                        1,
                        0.3,
                        10,
                        3,
                        0,
                        0.6,
                        0.3,
                        10,
                        false,
                        0.5,
                        0.3,
                        0,
                        share,
                        10,
                        Fusion.LATE));
    }
}
