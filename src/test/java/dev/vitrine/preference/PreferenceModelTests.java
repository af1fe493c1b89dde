package dev.vitrine.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.index.Modality;
import dev.vitrine.interaction.EventType;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.vector.UnitVector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PreferenceModelTests {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final Map<String, EventType> TYPES = Map.of(
            "view", new EventType(1, Duration.ofDays(30)),
            "like", new EventType(4, Duration.ofDays(30)),
            "purchase", new EventType(8, Duration.ofDays(30)),
            "dislike", new EventType(-4, Duration.ofDays(30)));

    private static final PreferenceProperties SETTINGS = new PreferenceProperties(
            2000,
            5,
            Duration.ofDays(90),
            2,
            0.8,
            Duration.ofMinutes(30),
            20,
            0.7,
            Duration.ofDays(14),
            Set.of("purchase"),
            100,
            Duration.ofSeconds(10),
            Duration.ofDays(1),
            new PreferenceProperties.Means(Set.of("purchase"), Set.of("cart"), Set.of("uncart")),
            false);

    private final List<Interaction> log = new ArrayList<>();

    @Test
    void anItemCountsTheDecayedSumOfItsLikes() {
        did(1, "like", Duration.ofDays(30));
        did(1, "view", Duration.ZERO);
        did(2, "view", Duration.ofDays(60));

        Signals signals = signals();

        assertThat(signals.liked().get(1L)).isCloseTo(4 * 0.5 + 1, within(1e-9));
        assertThat(signals.liked().get(2L)).isCloseTo(0.25, within(1e-9));
        assertThat(signals.positives()).isEqualTo(3);
    }

    @Test
    void onlyTheLatestLikesOfTheWindowCount() {
        for (int day = 0; day < 7; day++) {
            did(day, "view", Duration.ofDays(day + 1));
        }
        did(100, "view", Duration.ofDays(91));

        assertThat(signals().liked().keySet()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(signals().touched()).contains(6L, 100L);
    }

    @Test
    void aRejectedItemIsNotLikedUntilItIsBought() {
        did(1, "like", Duration.ofDays(3));
        did(1, "dislike", Duration.ofDays(2));
        did(1, "view", Duration.ofDays(1));

        assertThat(signals().liked()).isEmpty();
        // 2^(−2/14)
        assertThat(signals().disliked().get(1L)).isCloseTo(0.905724, within(1e-6));

        did(1, "purchase", Duration.ofHours(1));

        assertThat(signals().disliked()).isEmpty();
        assertThat(signals().liked()).containsOnlyKeys(1L);
    }

    @Test
    void whatARepeatableEventTouchedIsNotLeftOut() {
        did(1, "purchase", Duration.ofDays(1));
        did(2, "view", Duration.ofDays(1));
        did(3, "dislike", Duration.ofDays(1));

        assertThat(signals().touched()).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void anEventOfATypeThatIsNoLongerConfiguredCountsNothing() {
        did(1, "wishlist", Duration.ofDays(1));

        assertThat(signals().liked()).isEmpty();
        assertThat(signals().touched()).containsExactly(1L);
    }

    @Test
    void theSessionLeansTowardsTheLastEvent() {
        did(1, "view", Duration.ofMinutes(20));
        did(2, "view", Duration.ofMinutes(1));
        did(3, "view", Duration.ofMinutes(31));
        Map<Long, UnitVector> images = Map.of(1L, UnitVector.of(1, 0), 2L, UnitVector.of(0, 1));

        Preference preference = PreferenceModel.preference("ann", signals(), Map.of(), Map.of(Modality.IMAGE, images));

        // The direction of 0.7·(1, 0) + 1·(0, 1).
        assertThat(preference.sessions().get(Modality.IMAGE).dot(UnitVector.of(0.7f, 1)))
                .isCloseTo(1, within(1e-6));
        assertThat(preference.sessions()).doesNotContainKey(Modality.TEXT);
        assertThat(preference.last()).isEqualTo(2L);
        assertThat(preference.recent()).isEqualTo(2);
    }

    @Test
    void interestsAreMedoidsWithTheirSharesOfTheWeight() {
        Map<Long, UnitVector> vectors = Map.of(
                1L, UnitVector.of(1, 0.3f, 0),
                2L, UnitVector.of(1, 0, 0),
                3L, UnitVector.of(1, -0.3f, 0),
                4L, UnitVector.of(0, 0, 1),
                5L, UnitVector.of(0, 1, 0));
        Map<Long, Double> liked = Map.of(1L, 1.0, 2L, 1.0, 3L, 1.0, 4L, 2.0, 5L, 0.5, 6L, 9.0);

        List<Interest> interests = PreferenceModel.interests(liked, vectors, 1, SETTINGS);

        assertThat(interests).extracting(Interest::item).containsExactly(2L, 4L);
        assertThat(interests.getFirst().weight()).isCloseTo(3.0 / 5, within(1e-9));
        assertThat(interests.getLast().weight()).isCloseTo(2.0 / 5, within(1e-9));
        // The members' deviations from the middle one cancel out.
        assertThat(interests.getFirst().direction().dot(vectors.get(2L))).isCloseTo(1, within(1e-6));
    }

    @Test
    void theWeightOfMembersMovesTheMedoid() {
        Map<Long, UnitVector> vectors =
                Map.of(1L, UnitVector.of(1, 0.3f), 2L, UnitVector.of(1, 0), 3L, UnitVector.of(1, -0.3f));

        assertThat(PreferenceModel.interests(Map.of(1L, 1.0, 2L, 1.0, 3L, 9.0), vectors, 1, SETTINGS))
                .extracting(Interest::item)
                .containsExactly(3L);
    }

    private void did(long item, String type, Duration ago) {
        log.add(new Interaction(log.size() + 1, "ann", item, type, NOW.minus(ago), null));
    }

    private Signals signals() {
        return Signals.of(
                log.stream()
                        .sorted(Comparator.comparing(Interaction::at).reversed())
                        .toList(),
                TYPES,
                SETTINGS,
                NOW);
    }
}
