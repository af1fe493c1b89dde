package dev.vitrine.enrichment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The vectors of vocabularies' labels: encoded once for a space, and again when their prompts change. */
@Component
class Labels {

    private static final int VOCABULARIES_KEPT = 1000;
    private static final Duration CALIBRATED = Duration.ofMinutes(1);

    private final VectorIndex index;
    private final Cache<Encoded, List<UnitVector>> vectors =
            Caffeine.newBuilder().maximumSize(VOCABULARIES_KEPT).build();
    private final Cache<Encoded, Calibration> calibrations = Caffeine.newBuilder()
            .maximumSize(VOCABULARIES_KEPT)
            .expireAfterWrite(CALIBRATED)
            .build();

    /** A space is a model's revision. */
    private record Encoded(int space, Map<String, List<String>> templates, List<Label> labels) {

        static Encoded of(Space space, Vocabulary vocabulary) {
            return new Encoded(space.id(), vocabulary.templates(), vocabulary.labels());
        }
    }

    Labels(VectorIndex index) {
        this.index = index;
    }

    /** One vector for each label, in their order. */
    List<UnitVector> vectors(Space space, Vocabulary vocabulary, Priority priority) {
        return vectors.get(Encoded.of(space, vocabulary), _ -> encode(index.encoder(), vocabulary, priority));
    }

    /** How the labels stand to the catalogue's pictures; null while there are too few. */
    @Nullable
    Calibration calibration(Space space, Vocabulary vocabulary, Priority priority) {
        Encoded key = Encoded.of(space, vocabulary);
        Calibration known = calibrations.getIfPresent(key);
        if (known != null) {
            return known;
        }
        Collection<UnitVector> pictures = index.sample(Modality.IMAGE);
        if (pictures.size() < Calibration.LEAST_PICTURES) {
            return null;
        }
        Calibration calibration = Calibration.of(vectors(space, vocabulary, priority), pictures);
        calibrations.put(key, calibration);
        return calibration;
    }

    /** The prompts of all labels go through the model together. */
    private static List<UnitVector> encode(DualEncoder encoder, Vocabulary vocabulary, Priority priority) {
        List<List<String>> prompts =
                vocabulary.labels().stream().map(vocabulary::prompts).toList();
        List<UnitVector> encoded =
                encoder.texts(prompts.stream().flatMap(List::stream).toList(), priority);
        List<UnitVector> vectors = new ArrayList<>();
        int from = 0;
        for (List<String> ofLabel : prompts) {
            vectors.add(UnitVector.blend(encoded.subList(from, from + ofLabel.size()).stream()
                    .map(vector -> new UnitVector.Weighted(vector, 1))
                    .toList()));
            from += ofLabel.size();
        }
        return vectors;
    }
}
