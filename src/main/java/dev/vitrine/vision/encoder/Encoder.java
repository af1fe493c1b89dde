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
     * Where the first place has its content from. Layers with the norm before them only add to a place, so that its last
     * state is a sum: where it began, what the attention of each layer took from each place, and each layer's biases and
     * MLP (arXiv 2310.05916). The mask is {@link Mask#NONE}.
     *
     * @param x [B, S, D]
     * @return [B, 1 + S, D]: the first place after the last layer; then, place by place, the sum over the layers of what the
     *     first place took from it
     * @throws IllegalStateException if the norms stand after the residuals, where nothing is a plain sum
     */
    NDArray trace(NDArray x);

    /** Where a model gets its encoders from: by default the reference, {@link EagerEncoder}. */
    @FunctionalInterface
    interface Factory {

        /**
         * The encoder of a tower. It may take over the tensors of the layers, which then can be used through it alone.
         *
         * @param layers the place of the numbered layers in the model's tensors
         */
        Encoder encoder(EncoderSpec spec, Weights layers);

        /** The same for another part of a model: by default on eager code. */
        default <T> T winner(Contest<T> contest) {
            return contest.eager(contest.layers());
        }
    }
}
