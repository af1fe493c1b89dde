package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import dev.vitrine.tensor.Weights;

/**
 * The forward pass through a stack of layers. Results belong to the caller, who scopes the call and closes them; an
 * implementation may be called from one thread at a time.
 */
public interface Encoder {

    /**
     * The last layer's output at every place.
     *
     * @param x [B, S, D]
     * @return [B, S, D]
     */
    NDArray all(NDArray x, Mask mask);

    /**
     * The last layer's output at one place of each sequence. Equal to picking from {@link #all}; cheaper, since the last
     * layer runs for the wanted places only.
     *
     * @param x [B, S, D]
     * @param places per sequence, from 0
     * @return [B, D]
     */
    NDArray at(NDArray x, Mask mask, int[] places);

    /**
     * What each place says for itself: the last layer's attention is each place's own value, as if it looked at nothing
     * else (MaskCLIP, arXiv 2112.01071). The layers before have mixed in what is around it.
     *
     * @param x [B, S, D]
     * @return [B, S, D], without the last layer's residuals, which speak another language than the output (ClearCLIP,
     *     arXiv 2407.12442)
     */
    NDArray local(NDArray x, Mask mask);

    /** Where a model gets its encoders from: by default the reference, {@link EagerEncoder}. */
    @FunctionalInterface
    interface Factory {

        /**
         * The encoder of a tower. It may take over the tensors of the layers, which then can be used through it alone.
         *
         * @param layers the place of the numbered layers in the model's tensors
         */
        Encoder encoder(EncoderSpec spec, Weights layers);
    }
}
