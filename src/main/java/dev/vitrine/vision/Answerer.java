package dev.vitrine.vision;

import dev.vitrine.vision.DualEncoder.Priority;
import java.util.List;

/** A model that answers questions about pictures. Safe to call from any thread, as {@link Captioner} is. */
public non-sealed interface Answerer extends VisionModel {

    /** A question about a picture; questions about the same picture share its pass through the tower. */
    record Question(RgbImage picture, String words) {}

    /**
     * One answer per question, in order.
     *
     * @throws PromptTooLong if a question is longer than the model reads
     */
    List<String> answers(List<Question> questions, Generation generation, Priority priority);
}
