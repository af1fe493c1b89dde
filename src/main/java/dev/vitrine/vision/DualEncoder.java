package dev.vitrine.vision;

import dev.vitrine.vector.UnitVector;
import java.util.List;

/**
 * A model that puts pictures and texts into one space (CLIP, arXiv 2103.00020). Safe to call from any thread: calls
 * queue for the one inference thread, interactive ones before bulk ones.
 */
public interface DualEncoder {

    /** The folder name the model was loaded by. */
    String model();

    /** The first 12 hex digits of the weights' sha256: vectors of different revisions must not be compared. */
    String revision();

    /** The length of its vectors. */
    int dimension();

    /** exp(logit_scale): what a cosine is multiplied by before a softmax; 100 for OpenAI's CLIP. */
    double logitScale();

    /** One vector per picture, in order. */
    List<UnitVector> pictures(List<RgbImage> pictures, Priority priority);

    /** One vector per text, in order; longer texts are cut at the model's context length. */
    List<UnitVector> texts(List<String> texts, Priority priority);

    /** Whether somebody waits for the answer. */
    enum Priority {
        INTERACTIVE,
        BULK
    }
}
