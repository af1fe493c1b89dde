package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import dev.vitrine.vision.DualEncoder.Scoring;

/** The picture side of a dual encoder. The caller scopes and closes the arrays; one thread at a time. */
public interface PictureModel {

    /** P, the dimension of the common space. */
    int dimension();

    /** H, the side of the pictures it takes; 0 where it takes any height and width of whole patches. */
    int imageSize();

    /** The side of a patch. */
    int patchSize();

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
}
