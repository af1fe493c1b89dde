package dev.vitrine.ranking;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.vector.UnitVector;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A shop in memory: items, their vectors, and an index that compares with all of them. */
class FakeShop {

    static final Background BACKGROUND = new Background(0, 0.25);

    final Map<Modality, Map<Long, UnitVector>> vectors = new EnumMap<>(Modality.class);
    final Set<Long> items = new LinkedHashSet<>();
    final Set<Long> soldOut = new HashSet<>();
    final VectorIndex index = mock(VectorIndex.class);
    final Catalog catalog = mock(Catalog.class);

    FakeShop() {
        for (Modality modality : Modality.values()) {
            vectors.put(modality, new TreeMap<>());
        }
        when(index.background(any(), any())).thenReturn(BACKGROUND);
        when(index.vectors(any(), anyCollection())).thenAnswer(call -> {
            Map<Long, UnitVector> found = new TreeMap<>(vectors.get(call.<Modality>getArgument(0)));
            found.keySet().retainAll(call.<Collection<Long>>getArgument(1));
            return found;
        });
        when(index.nearest(any(), any(), anyInt(), any()))
                .thenAnswer(call ->
                        nearest(call.getArgument(0), call.getArgument(1), call.getArgument(2), call.getArgument(3)));
        when(catalog.available(anyCollection())).thenAnswer(call -> {
            Set<Long> shown = new LinkedHashSet<>(call.<Collection<Long>>getArgument(0));
            shown.retainAll(items);
            shown.removeAll(soldOut);
            return shown;
        });
        when(catalog.available(anyInt()))
                .thenAnswer(call -> items.stream()
                        .filter(item -> !soldOut.contains(item))
                        .sorted(Comparator.reverseOrder())
                        .limit(call.<Integer>getArgument(0))
                        .toList());
    }

    FakeShop with(long item, UnitVector image, UnitVector text) {
        items.add(item);
        vectors.get(Modality.IMAGE).put(item, image);
        vectors.get(Modality.TEXT).put(item, text);
        return this;
    }

    FakeShop withoutVectors(long item) {
        items.add(item);
        return this;
    }

    private List<Neighbour> nearest(UnitVector query, Modality modality, int limit, Set<Long> excluded) {
        return vectors.get(modality).entrySet().stream()
                .filter(entry -> !excluded.contains(entry.getKey()) && !soldOut.contains(entry.getKey()))
                .map(entry -> new Neighbour(entry.getKey(), entry.getValue().dot(query)))
                .sorted(Comparator.comparingDouble(Neighbour::similarity).reversed())
                .limit(limit)
                .toList();
    }

    Vectors all() {
        return Vectors.of(index, items);
    }

    static RankingProperties settings() {
        return settings(0, 0.3);
    }

    static RankingProperties settings(double diversity, double popularity) {
        return new RankingProperties(10, 10, 0, 0.5, 1, 0.3, popularity, 0.5, 1, diversity);
    }
}
