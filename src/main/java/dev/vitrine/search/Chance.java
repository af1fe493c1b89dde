package dev.vitrine.search;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * How near the best item is to a question that means nothing: the bar under which a find is chance. It grows with the
 * catalogue by itself, as a fixed similarity does not.
 *
 * <p>Such a question is made of an item's vector: what it has in common with all of its kind stays, and what it has
 * besides is shuffled over the dimensions. So it is as long and as far out as a real one, and points nowhere.
 */
@Component
class Chance {

    private static final int QUESTIONS = 16;

    private final VectorIndex index;
    private final LoadingCache<Key, Double> known;

    private record Key(int space, Modality modality) {}

    Chance(VectorIndex index, SearchProperties properties) {
        this.index = index;
        this.known = Caffeine.newBuilder()
                .expireAfterWrite(properties.chanceAge())
                .maximumSize(16)
                .build(key -> measured(key.modality()));
    }

    /** The mean of the best scores of such questions; below everything in a catalogue too small to tell. */
    double best(Modality asked) {
        return known.get(new Key(index.space().id(), asked));
    }

    private double measured(Modality asked) {
        List<UnitVector> questions = shuffled(index.sample(asked));
        return questions.stream()
                .mapToDouble(question -> best(question, asked))
                .average()
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /** The mean of its best finds on either side. */
    private double best(UnitVector question, Modality asked) {
        return Stream.of(Modality.IMAGE, Modality.TEXT)
                .flatMap(side -> {
                    VectorIndex.Background background = index.background(question, asked, side);
                    return index.nearest(question, side, 1, Set.of(), Reach.ALL).stream()
                            .map(neighbour -> background.z(neighbour.similarity()));
                })
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    static List<UnitVector> shuffled(Collection<UnitVector> vectors) {
        List<UnitVector> questions = new ArrayList<>();
        if (vectors.size() < QUESTIONS) {
            return questions;
        }
        int dimension = vectors.iterator().next().dimension();
        double[] mean = new double[dimension];
        vectors.forEach(vector -> {
            float[] values = vector.toArray();
            for (int i = 0; i < dimension; i++) {
                mean[i] += values[i] / vectors.size();
            }
        });
        var random = new Random(1);
        for (UnitVector vector : vectors.stream().limit(QUESTIONS).toList()) {
            float[] values = vector.toArray();
            List<Double> rest = new ArrayList<>();
            for (int i = 0; i < dimension; i++) {
                rest.add(values[i] - mean[i]);
            }
            Collections.shuffle(rest, random);
            var question = new float[dimension];
            for (int i = 0; i < dimension; i++) {
                question[i] = (float) (mean[i] + rest.get(i));
            }
            questions.add(UnitVector.of(question));
        }
        return questions;
    }
}
