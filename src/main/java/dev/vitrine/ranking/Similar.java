package dev.vitrine.ranking;

import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.ranking.Ranking.By;
import dev.vitrine.ranking.RankingProperties.Fusion;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Items like an item: one probe per compared side, scored in deviations above the background and joined. */
@Component
class Similar {

    private final VectorIndex index;

    Similar(VectorIndex index) {
        this.index = index;
    }

    List<Scored> page(Item item, By by, Wanted wanted) {
        Map<Modality, Double> weights = weights(by, wanted.settings());
        Map<Modality, UnitVector> queries = queries(item, by, weights.keySet());
        Reach reach = index.reach(wanted.filter());
        Set<Long> found = new HashSet<>();
        queries.forEach((modality, query) -> index
                .nearest(query, modality, Math.max(wanted.settings().probe(), wanted.limit()), wanted.excluded(), reach)
                .stream()
                .map(Neighbour::item)
                .forEach(found::add));
        Vectors vectors = Vectors.of(index, found, Fusion.LATE.sides());
        return found.stream()
                .map(candidate -> score(candidate, item.key(), queries, weights, vectors))
                .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::item))
                .limit(wanted.limit())
                .toList();
    }

    private Map<Modality, Double> weights(By by, RankingProperties settings) {
        return switch (by) {
            case PICTURE -> Map.of(Modality.IMAGE, 1.0);
            case TEXT -> Map.of(Modality.TEXT, 1.0);
            case BOTH -> Map.of(Modality.IMAGE, settings.picture(), Modality.TEXT, 1 - settings.picture());
        };
    }

    private Map<Modality, UnitVector> queries(Item item, By by, Set<Modality> modalities) {
        if (by == By.PICTURE && item.pictures().isEmpty()) {
            throw new ItemWithoutPicture(item.id());
        }
        Map<Modality, UnitVector> queries = new EnumMap<>(Modality.class);
        for (Modality modality : modalities) {
            UnitVector vector = index.vectors(modality, List.of(item.key())).get(item.key());
            if (vector != null) {
                queries.put(modality, vector);
            }
        }
        if (queries.isEmpty()) {
            throw new ItemNotEmbedded(item.id());
        }
        return queries;
    }

    private static Scored score(
            long candidate,
            long item,
            Map<Modality, UnitVector> queries,
            Map<Modality, Double> weights,
            Vectors vectors) {
        double total = 0;
        double image = 0;
        double text = 0;
        for (var query : queries.entrySet()) {
            UnitVector vector = vectors.vector(query.getKey(), candidate);
            if (vector != null) {
                double weight = weights.getOrDefault(query.getKey(), 0.0);
                double part = weight * vectors.z(query.getKey(), vector.dot(query.getValue()));
                total += weight;
                if (query.getKey() == Modality.IMAGE) {
                    image = part;
                } else {
                    text = part;
                }
            }
        }
        double score = total == 0 ? 0 : (image + text) / total;
        double likeness = Math.max(0, image) + Math.max(0, text);
        double picture = likeness == 0 ? (queries.containsKey(Modality.IMAGE) ? 1 : 0) : Math.max(0, image) / likeness;
        return new Scored(candidate, score, picture >= 0.5 ? Kind.LOOKS_LIKE : Kind.READS_LIKE, item, picture);
    }
}
