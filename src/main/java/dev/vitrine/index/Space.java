package dev.vitrine.index;

/**
 * The vector space of one model revision. One space is active: it serves.
 *
 * @param model the model's folder name
 * @param revision the weights' revision
 */
public record Space(int id, String model, String revision, int dimension) {

    /** How many values a vector of the modality has. */
    public int dimension(Modality modality) {
        return modality == Modality.FUSED ? 2 * dimension : dimension;
    }
}
