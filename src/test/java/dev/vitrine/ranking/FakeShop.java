package dev.vitrine.ranking;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.vector.UnitVector;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A shop in memory: items, their vectors, and an index that compares with all of them. */
class FakeShop {

    final Set<Long> items = new LinkedHashSet<>();
    final Set<Long> soldOut = new HashSet<>();
    final VectorIndex index = mock(VectorIndex.class);
    final Catalog catalog = mock(Catalog.class);
    private final FakeIndex fake = new FakeIndex(index, (item, filter) -> !soldOut.contains(item));
    final Map<Modality, Map<Long, UnitVector>> vectors = fake.vectors;

    FakeShop() {
        when(catalog.available(anyCollection(), any())).thenAnswer(call -> {
            Set<Long> shown = new LinkedHashSet<>(call.<Collection<Long>>getArgument(0));
            shown.retainAll(items);
            shown.removeAll(soldOut);
            return shown;
        });
        when(catalog.available(anyInt(), any()))
                .thenAnswer(call -> items.stream()
                        .filter(item -> !soldOut.contains(item))
                        .sorted(Comparator.reverseOrder())
                        .limit(call.<Integer>getArgument(0))
                        .toList());
    }

    FakeShop with(long item, UnitVector image, UnitVector text) {
        items.add(item);
        fake.put(item, image, text);
        return this;
    }

    FakeShop withoutVectors(long item) {
        items.add(item);
        return this;
    }

    Vectors all() {
        return Vectors.of(index, items, Fusion.LATE.sides());
    }

    static RankingProperties settings() {
        return settings(0, 0.3);
    }

    /** Candidates of which nothing is known but the vectors. */
    Candidates candidates() {
        Behaviour behaviour = mock(Behaviour.class);
        when(behaviour.recall(any(), any())).thenReturn(Behaviour.Recalled.NONE);
        when(behaviour.channels(any(), any(), any(), anyInt()))
                .thenAnswer(call -> Behaviour.Channels.none(call.getArgument(2)));
        return new Candidates(index, catalog, behaviour, slates(), new KeptPools());
    }

    Slates slates() {
        return new Slates(
                index, new RerankerProperties(20, 5, 100, 2, 100, 0.003, 0.1, Duration.ofMinutes(1), 2, 1, 3));
    }

    /** What a log taught that tells no more than what is popular. */
    static Knowledge knowing(List<Popularity> popular) {
        return new Knowledge(popular, mock(Neighbourhood.class), Mixes.of(settings()));
    }

    static RankingProperties settings(double diversity, double popularity) {
        return new RankingProperties(
                10,
                10,
                10,
                0,
                0.5,
                1,
                0.3,
                10,
                3,
                0,
                0.6,
                popularity,
                10,
                false,
                0.5,
                0.3,
                diversity,
                0,
                10,
                Fusion.LATE);
    }
}
