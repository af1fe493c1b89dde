package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A dual encoder whose texts are token ids. The caller scopes and closes the arrays; one thread at a time. */
public interface DualModel extends PictureModel {

    /** The longest text, in tokens. */
    int positions();

    /** How many token ids it knows. */
    int vocabulary();

    /** Whether every text has to be padded to the longest one's length. */
    default boolean paddedTexts() {
        return false;
    }

    /**
     * Unit vectors of texts.
     *
     * @param ids token ids, none longer than the positions
     * @return [B, P]
     */
    NDArray texts(NDManager manager, long[][] ids);
}
