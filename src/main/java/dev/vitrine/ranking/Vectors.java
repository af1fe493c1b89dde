package dev.vitrine.ranking;

import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.vector.UnitVector;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The candidates' vectors and what likeness means in each modality. Plain data, so that scoring needs no database. */
record Vectors(Map<Modality, Long2ObjectMap<UnitVector>> known, Map<Modality, Background> backgrounds) {

    /** @param sides that are compared */
    static Vectors of(VectorIndex index, Collection<Long> items, List<Modality> sides) {
        Map<Modality, Long2ObjectMap<UnitVector>> known = new EnumMap<>(Modality.class);
        Map<Modality, Background> backgrounds = new EnumMap<>(Modality.class);
        for (Modality modality : sides) {
            known.put(modality, index.vectors(modality, items));
            backgrounds.put(modality, index.background(modality, modality));
        }
        return new Vectors(known, backgrounds);
    }

    /** Whether anything of the item can be compared. */
    boolean has(long item) {
        for (Long2ObjectMap<UnitVector> vectors : known.values()) {
            if (vectors.containsKey(item)) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    UnitVector vector(Modality modality, long item) {
        Long2ObjectMap<UnitVector> vectors = known.get(modality);
        return vectors == null ? null : vectors.get(item);
    }

    /** How far above the background a cosine is. A catalogue of one kind of thing has hardly any spread to divide by. */
    double z(Modality modality, double cosine) {
        Background background = backgrounds.getOrDefault(modality, Background.NONE);
        return (cosine - background.mean()) / Math.max(background.deviation(), 0.01);
    }

    /** How alike two vectors are: 0 for any two items, 1 for the same. */
    double likeness(Modality modality, UnitVector left, UnitVector right) {
        double mean = backgrounds.getOrDefault(modality, Background.NONE).mean();
        return Math.max(0, (left.dot(right) - mean) / Math.max(1 - mean, 0.01));
    }

    /** How alike two candidates are: 0 for any two items, 1 for the same; the mean over what both have. */
    double likeness(long a, long b) {
        double sum = 0;
        int sides = 0;
        for (Modality modality : known.keySet()) {
            UnitVector left = vector(modality, a);
            UnitVector right = vector(modality, b);
            if (left != null && right != null) {
                sum += likeness(modality, left, right);
                sides++;
            }
        }
        return sides == 0 ? 0 : sum / sides;
    }
}
