package dev.vitrine.ranking;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Neighbours;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.ranking.Ranking.By;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Items like an item: one probe per compared side, scored in deviations above the background and joined; and what users
 * like together with it.
 */
@Component
class Similar {

    private final VectorIndex index;
    private final Catalog catalog;
    private final Affinity affinity;

    Similar(VectorIndex index, Catalog catalog, Affinity affinity) {
        this.index = index;
        this.catalog = catalog;
        this.affinity = affinity;
    }

    List<Scored> page(Item item, By by, Wanted wanted) {
        Map<Long, Double> together = by == By.BEHAVIOUR || by == By.ALL ? together(item, wanted) : Map.of();
        if (by == By.BEHAVIOUR) {
            return best(
                    together.entrySet().stream().map(entry -> together(entry.getKey(), item, entry.getValue())),
                    wanted.limit());
        }
        Map<Modality, Double> weights = weights(by, wanted.settings());
        Map<Modality, UnitVector> queries = queries(item, by, weights.keySet(), !together.isEmpty());
        Reach reach = index.reach(wanted.filter());
        Set<Long> found = new HashSet<>(together.keySet());
        queries.forEach((modality, query) -> index
                .nearest(query, modality, Math.max(wanted.settings().probe(), wanted.limit()), wanted.excluded(), reach)
                .stream()
                .map(Neighbour::item)
                .forEach(found::add));
        Vectors vectors = Vectors.of(index, found, Fusion.LATE.sides());
        return best(
                found.stream().map(candidate -> {
                    Scored alike = score(candidate, item.key(), queries, weights, vectors);
                    double gain = Mix.TOP * together.getOrDefault(candidate, 0.0);
                    return gain > alike.score() ? together(candidate, item, alike.score() + gain) : alike.plus(gain);
                }),
                wanted.limit());
    }

    private static List<Scored> best(Stream<Scored> scored, int limit) {
        return scored.sorted(
                        Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::item))
                .limit(limit)
                .toList();
    }

    private static Scored together(long candidate, Item item, double score) {
        return new Scored(candidate, score, Kind.TOGETHER, item.key(), 0);
    }

    /**
     * What users like together with an item and may be shown, as shares of the strongest: by EASE, or item-kNN where that
     * has no row.
     */
    private Map<Long, Double> together(Item item, Wanted wanted) {
        List<Long> asked = List.of(item.key());
        Neighbours row =
                affinity.stored().rows(dev.vitrine.affinity.Kind.LIKED, asked).get(item.key());
        if (row == null) {
            row = affinity.stored()
                    .rows(dev.vitrine.affinity.Kind.KNN, asked)
                    .getOrDefault(item.key(), Neighbours.NONE);
        }
        Map<Long, Double> shares = new HashMap<>();
        for (int k = 0; k < row.size(); k++) {
            if (!wanted.excluded().contains(row.items()[k])) {
                shares.put(row.items()[k], (double) row.weights()[k] / row.weights()[0]);
            }
        }
        shares.keySet().retainAll(catalog.available(shares.keySet(), wanted.filter()));
        return shares;
    }

    private Map<Modality, Double> weights(By by, RankingProperties settings) {
        return switch (by) {
            case PICTURE -> Map.of(Modality.IMAGE, 1.0);
            case TEXT -> Map.of(Modality.TEXT, 1.0);
            case BEHAVIOUR -> Map.of();
            case BOTH, ALL -> Map.of(Modality.IMAGE, settings.picture(), Modality.TEXT, 1 - settings.picture());
        };
    }

    private Map<Modality, UnitVector> queries(Item item, By by, Set<Modality> modalities, boolean otherwiseKnown) {
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
        if (queries.isEmpty() && !otherwiseKnown) {
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
