package dev.vitrine.vision.dual;

import dev.vitrine.vision.DualEncoder.Priority;
import java.util.List;

/** The text side of a dual encoder. Safe to call from any thread. */
public interface Texts extends AutoCloseable {

    /**
     * One vector of the common space per text, in order.
     *
     * @throws dev.vitrine.tensor.InferenceBusy if too many wait, or it takes too long until it is their turn
     */
    List<float[]> vectors(List<String> texts, Priority priority);

    /** Frees what is the texts' alone. */
    @Override
    void close();
}
