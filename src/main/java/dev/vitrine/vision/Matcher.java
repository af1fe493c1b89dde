package dev.vitrine.vision;

import dev.vitrine.vision.DualEncoder.Priority;
import java.util.List;

/**
 * A model that looks at picture and text together to tell whether they fit: slower than comparing vectors and better, for
 * the few best of them. Safe to call from any thread, as {@link Captioner} is.
 */
public non-sealed interface Matcher extends VisionModel {

    /** A picture with a text; pairs of the same picture share its pass through the tower. */
    record Pair(RgbImage picture, String text) {}

    /**
     * The probability that they fit, one per pair, in order.
     *
     * @throws PromptTooLong if a text is longer than the model reads
     */
    double[] matches(List<Pair> pairs, Priority priority);
}
