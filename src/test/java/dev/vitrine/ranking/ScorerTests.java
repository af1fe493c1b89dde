package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.index.Modality;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScorerTests {

    private static final UnitVector EAST = UnitVector.of(1, 0, 0);
    private static final UnitVector NORTH = UnitVector.of(0, 1, 0);
    private static final UnitVector UP = UnitVector.of(0, 0, 1);
    /** A cosine of 0.6 to EAST and 0.8 to NORTH. */
    private static final UnitVector BETWEEN = UnitVector.of(0.6f, 0.8f, 0);

    private final FakeShop shop = new FakeShop();

    @Test
    void interestsMixAndModalitiesAreWeighted() {
        shop.with(1, BETWEEN, EAST);
        Preference preference = preference(
                Map.of(
                        Modality.IMAGE, List.of(new Interest(10, 0.75, EAST), new Interest(11, 0.25, NORTH)),
                        Modality.TEXT, List.of(new Interest(12, 1, EAST))),
                Map.of(),
                Map.of());

        Scored scored = scorer(preference, Map.of()).score(1);

        // Cosines 0.6 and 0.8 are 2.4 and 3.2 deviations of 0.25; in text 1 is 4.
        double image = Math.log(0.75 * Math.exp(2.4) + 0.25 * Math.exp(3.2));
        assertThat(scored.score()).isCloseTo(0.5 * image + 0.5 * 4, within(1e-6));
        assertThat(scored.kind()).isEqualTo(Kind.READS_LIKE);
        assertThat(scored.because()).isEqualTo(12);
        assertThat(scored.picture()).isCloseTo(image / (image + 4), within(1e-6));
    }

    @Test
    void theReasonIsTheInterestThatContributesMost() {
        shop.with(1, BETWEEN, UP);
        var interests = List.of(new Interest(10, 0.5, EAST), new Interest(11, 0.5, NORTH));

        Scored scored = scorer(preference(Map.of(Modality.IMAGE, interests), Map.of(), Map.of()), Map.of())
                .score(1);

        assertThat(scored.kind()).isEqualTo(Kind.LOOKS_LIKE);
        assertThat(scored.because()).isEqualTo(11);
        assertThat(scored.picture()).isEqualTo(1);
    }

    @Test
    void aSideThatIsMissingDoesNotCountAgainstAnItem() {
        shop.with(1, EAST, EAST).with(2, EAST, EAST);
        shop.vectors.get(Modality.TEXT).remove(2L);
        var scorer = scorer(
                preference(
                        Map.of(
                                Modality.IMAGE, List.of(new Interest(10, 1, EAST)),
                                Modality.TEXT, List.of(new Interest(10, 1, EAST))),
                        Map.of(),
                        Map.of()),
                Map.of());

        assertThat(scorer.score(2).score()).isCloseTo(scorer.score(1).score(), within(1e-9));
    }

    @Test
    void theSessionJoinsWithItsShare() {
        shop.with(1, NORTH, UP);
        Preference preference = preference(
                Map.of(Modality.IMAGE, List.of(new Interest(10, 1, EAST))), Map.of(Modality.IMAGE, NORTH), Map.of());

        Scored scored = scorer(preference, Map.of()).score(1);

        assertThat(scored.score()).isCloseTo(0.7 * 0 + 0.3 * 4, within(1e-6));
        assertThat(scored.kind()).isEqualTo(Kind.SESSION);
        assertThat(scored.because()).isEqualTo(99);
    }

    @Test
    void lookAlikesOfARejectedItemSink() {
        shop.with(1, EAST, EAST).with(2, NORTH, NORTH);
        var likesBoth = Map.of(Modality.IMAGE, List.of(new Interest(10, 0.5, EAST), new Interest(11, 0.5, NORTH)));
        var fresh = scorer(
                preference(likesBoth, Map.of(), Map.of(Modality.IMAGE, List.of(new Interest(20, 1, EAST)))), Map.of());
        var old = scorer(
                preference(likesBoth, Map.of(), Map.of(Modality.IMAGE, List.of(new Interest(20, 0.5, EAST)))),
                Map.of());

        // Half of the weight, for pictures only, times half of the 4 deviations that a twin has.
        assertThat(fresh.score(2).score() - fresh.score(1).score()).isCloseTo(1, within(1e-6));
        assertThat(old.score(2).score() - old.score(1).score()).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void popularityDecidesAmongLookAlikes() {
        shop.with(1, EAST, UP).with(2, EAST, UP);
        var scorer = scorer(
                preference(Map.of(Modality.IMAGE, List.of(new Interest(10, 1, EAST))), Map.of(), Map.of()),
                Map.of(2L, 1.0));

        assertThat(scorer.score(2).score() - scorer.score(1).score()).isCloseTo(0.3, within(1e-9));
        assertThat(scorer.score(2).kind()).isEqualTo(Kind.LOOKS_LIKE);
    }

    @Test
    void aPopularItemUnlikeAnythingLikedIsShownForItsPopularity() {
        shop.with(1, NORTH, UP);
        var scorer = scorer(
                preference(Map.of(Modality.IMAGE, List.of(new Interest(10, 1, EAST))), Map.of(), Map.of()),
                Map.of(1L, 1.0));

        assertThat(scorer.score(1).kind()).isEqualTo(Kind.POPULAR);
    }

    private Scorer scorer(Preference preference, Map<Long, Double> popularity) {
        return new Scorer(
                preference,
                shop.all(),
                Behaviour.Channels.none(new Long2DoubleOpenHashMap(popularity)),
                Mixes.of(FakeShop.settings()),
                FakeShop.settings());
    }

    static Preference preference(
            Map<Modality, List<Interest>> interests,
            Map<Modality, UnitVector> sessions,
            Map<Modality, List<Interest>> dislikes) {
        return new Preference("ann", interests, sessions, dislikes, Set.of(), Set.of(), 3, 1, 99L);
    }
}
