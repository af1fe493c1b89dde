package dev.vitrine.vision;

import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import java.util.List;

/**
 * A model that knows pictures alone: it names them with the labels it was trained on, or only tells which are alike. Safe
 * to call from any thread.
 */
public non-sealed interface PictureClassifier extends VisionModel {

    /** What it can name, in the order of its outputs; empty for a model without a classifier. */
    List<String> labels();

    /** The length of its vectors. */
    int dimension();

    /**
     * Per picture the probability of each label; they sum to 1.
     *
     * @throws ModelUnusable if the model has no labels
     */
    List<double[]> probabilities(List<RgbImage> pictures, Priority priority);

    /** One vector per picture, in order: the direction of the class token's last state. */
    List<UnitVector> pictures(List<RgbImage> pictures, Priority priority);
}
