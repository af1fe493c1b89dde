package dev.vitrine.ranking;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.when;

import dev.vitrine.catalog.Filter;
import dev.vitrine.index.Alike;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.Reach;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.vector.UnitVector;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Gives a mocked index vectors, and lets it compare a query with all of them. */
class FakeIndex {

    final Map<Modality, Map<Long, UnitVector>> vectors = new EnumMap<>(Modality.class);
    int space = 1;
    int neighbours = 5;

    /** @param shown whether an item may be found under a filter */
    FakeIndex(VectorIndex index, BiPredicate<Long, Filter> shown) {
        for (Modality modality : Modality.values()) {
            vectors.put(modality, new TreeMap<>());
        }
        when(index.space()).thenAnswer(call -> new Space(space, "fake", "1", 2));
        when(index.background(any(), any())).thenReturn(new Background(0, 0.25));
        when(index.vectors(any(), anyCollection())).thenAnswer(call -> {
            var found = new Long2ObjectOpenHashMap<>(vectors.get(call.<Modality>getArgument(0)));
            found.keySet().retainAll(call.<Collection<Long>>getArgument(1));
            return found;
        });
        when(index.alike(any(), anyCollection())).thenAnswer(call -> {
            Map<Long, UnitVector> side = vectors.get(call.<Modality>getArgument(0));
            Map<Long, Alike> lists = new TreeMap<>();
            for (Long item : call.<Collection<Long>>getArgument(1)) {
                UnitVector from = side.get(item);
                List<Neighbour> others = from == null
                        ? List.of()
                        : side.entrySet().stream()
                                .filter(entry -> !entry.getKey().equals(item))
                                .map(entry -> new Neighbour(
                                        entry.getKey(), entry.getValue().dot(from)))
                                .sorted(Comparator.comparingDouble(Neighbour::similarity)
                                        .reversed())
                                .limit(neighbours)
                                .toList();
                float[] similarities = new float[others.size()];
                for (int k = 0; k < similarities.length; k++) {
                    similarities[k] = (float) others.get(k).similarity();
                }
                lists.put(
                        item,
                        new Alike(others.stream().mapToLong(Neighbour::item).toArray(), similarities));
            }
            return lists;
        });
        when(index.reach(any())).thenAnswer(call -> new Reach(call.getArgument(0), null));
        when(index.nearest(any(), any(), anyInt(), any(), any())).thenAnswer(call -> {
            UnitVector query = call.getArgument(0);
            Set<Long> excluded = call.getArgument(3);
            Filter filter = call.<Reach>getArgument(4).filter();
            return vectors.get(call.<Modality>getArgument(1)).entrySet().stream()
                    .filter(entry -> !excluded.contains(entry.getKey()) && shown.test(entry.getKey(), filter))
                    .map(entry -> new Neighbour(entry.getKey(), entry.getValue().dot(query)))
                    .sorted(Comparator.comparingDouble(Neighbour::similarity).reversed())
                    .limit(call.<Integer>getArgument(2))
                    .toList();
        });
        when(index.nearest(anyList(), anyInt(), any(), any()))
                .thenAnswer(call -> call.<List<VectorIndex.Probe>>getArgument(0).stream()
                        .map(probe -> index.nearest(
                                probe.query(),
                                probe.modality(),
                                call.<Integer>getArgument(1),
                                call.getArgument(2),
                                call.getArgument(3)))
                        .toList());
    }

    void put(long item, UnitVector image, UnitVector text) {
        vectors.get(Modality.IMAGE).put(item, image);
        vectors.get(Modality.TEXT).put(item, text);
    }
}
