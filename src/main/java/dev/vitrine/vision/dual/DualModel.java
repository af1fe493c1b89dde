package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.vision.DualEncoder.Scoring;

/** The arithmetic of a dual encoder. The caller scopes and closes the arrays; one thread at a time. */
public interface DualModel {

    /** P, the dimension of the common space. */
    int dimension();

    /** H, the side of the pictures it takes. */
    int imageSize();

    /** The longest text, in tokens. */
    int positions();

    /** How many token ids it knows. */
    int vocabulary();

    /** What its cosines mean. */
    Scoring scoring();

    /**
     * Unit vectors of pictures.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, P]
     */
    NDArray pictures(NDArray pixels);

    /**
     * Unit vectors of texts.
     *
     * @param ids token ids, none longer than the positions
     * @return [B, P]
     */
    NDArray texts(NDManager manager, long[][] ids);
}
