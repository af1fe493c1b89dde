package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Filter;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidatesTests {

    private static final UnitVector EAST = UnitVector.of(1, 0);
    private static final UnitVector NORTH = UnitVector.of(0, 1);

    private final FakeShop shop = new FakeShop()
            .with(1, EAST, EAST)
            .with(2, UnitVector.of(1, 0.1f), UnitVector.of(1, 0.1f))
            .with(3, UnitVector.of(1, 0.5f), UnitVector.of(1, 0.5f))
            .with(4, NORTH, NORTH)
            .withoutVectors(5)
            .withoutVectors(6);

    private final Candidates candidates = shop.candidates();

    @Test
    void theNearestComeFirst() {
        assertThat(page(likes(Set.of(1L), Set.of()), List.of(), 2)).containsExactly(2L, 3L);
    }

    @Test
    void whatIsSoldOutIsGoneFromTheNextCallOn() {
        shop.soldOut.add(2L);

        assertThat(page(likes(Set.of(1L), Set.of()), List.of(), 2)).containsExactly(3L, 4L);
    }

    @Test
    void whatWasRejectedOrTouchedIsLeftOutEvenWhenItIsPopular() {
        var popular = List.of(new Popularity(2, 100), new Popularity(1, 90));

        assertThat(page(likes(Set.of(1L), Set.of(2L)), popular, 10)).doesNotContain(1L, 2L);
    }

    @Test
    void aPageIsFullWheneverTheShopHasThatMany() {
        assertThat(page(likes(Set.of(1L), Set.of()), List.of(), 5)).containsExactly(2L, 3L, 4L, 6L, 5L);
        assertThat(page(likes(Set.of(1L), Set.of()), List.of(), 100)).hasSize(5);
    }

    @Test
    void aUserNothingIsKnownOfSeesWhatIsPopularAndThenWhatIsNew() {
        List<Scored> page = candidates.page(
                Preference.none("ann"),
                FakeShop.knowing(List.of(new Popularity(4, 9), new Popularity(77, 8), new Popularity(2, 3))),
                new Wanted(4, Set.of(), Filter.ALL, FakeShop.settings()));

        assertThat(page).extracting(Scored::item).containsExactly(4L, 2L, 6L, 5L);
        assertThat(page).extracting(Scored::kind).containsExactly(Kind.POPULAR, Kind.POPULAR, Kind.NEW, Kind.NEW);
    }

    @Test
    void aUserWhoTouchedEverythingGetsNothing() {
        assertThat(page(likes(Set.of(1L, 2L, 3L, 4L, 5L, 6L), Set.of()), List.of(), 4))
                .isEmpty();
    }

    private List<Long> page(Preference preference, List<Popularity> popular, int limit) {
        Set<Long> excluded = new HashSet<>(preference.touched());
        excluded.addAll(preference.disliked());
        return candidates
                .page(
                        preference,
                        FakeShop.knowing(popular),
                        new Wanted(limit, excluded, Filter.ALL, FakeShop.settings()))
                .stream()
                .map(Scored::item)
                .toList();
    }

    private static Preference likes(Set<Long> touched, Set<Long> disliked) {
        var interests = List.of(new Interest(1, 1, EAST));
        return new Preference(
                "ann",
                Map.of(Modality.IMAGE, interests, Modality.TEXT, interests),
                Map.of(),
                Map.of(),
                touched,
                disliked,
                1,
                0,
                null);
    }
}
