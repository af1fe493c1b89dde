package dev.vitrine.index;

import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/** The items' vectors in the active space, and who is near whom. Only items that may be shown are found. */
@Service
public class VectorIndex {

    /** The space that serves now. */
    public Space space() {
        throw new UnsupportedOperationException();
    }

    /** The encoder of the active space. */
    public DualEncoder encoder() {
        throw new UnsupportedOperationException();
    }

    /**
     * The nearest items that may be shown, without those excluded, nearest first. As many as {@code limit} come back
     * whenever that many exist.
     */
    public List<Neighbour> nearest(UnitVector query, Modality modality, int limit, Set<Long> excluded) {
        throw new UnsupportedOperationException();
    }

    /** The vectors of those items that have one in the active space. */
    public Map<Long, UnitVector> vectors(Modality modality, Collection<Long> items) {
        throw new UnsupportedOperationException();
    }

    /**
     * Mean and deviation of cosines between random pairs of the catalogue, so that similarities of different modalities
     * can be compared.
     */
    public Background background(Modality query, Modality item) {
        throw new UnsupportedOperationException();
    }

    /** The cosines that say nothing. */
    public record Background(double mean, double deviation) {

        /** How far above the background a similarity is, in deviations. */
        public double z(double similarity) {
            return (similarity - mean) / deviation;
        }
    }

    /** How many items have vectors in the active space. */
    public long count() {
        throw new UnsupportedOperationException();
    }
}
