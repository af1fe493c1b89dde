package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.vision.DualEncoder.Scoring;

/** The arithmetic of a dual encoder. The caller scopes and closes the arrays; one thread at a time. */
public interface DualModel {

    /** P, the dimension of the common space. */
    int dimension();

    /** H, the side of the pictures it takes; 0 where it takes any height and width of whole patches. */
    int imageSize();

    /** The side of a patch. */
    int patchSize();

    /** The longest text, in tokens. */
    int positions();

    /** How many token ids it knows. */
    int vocabulary();

    /** Whether every text has to be padded to the longest one's length. */
    default boolean paddedTexts() {
        return false;
    }

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
     * Unit vectors of pictures, and what each patch adds to them.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, 1 + n, P]: the vector, then the parts row by row
     */
    NDArray patches(NDArray pixels);

    /**
     * Unit vectors of texts.
     *
     * @param ids token ids, none longer than the positions
     * @return [B, P]
     */
    NDArray texts(NDManager manager, long[][] ids);
}
