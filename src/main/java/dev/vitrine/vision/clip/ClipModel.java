package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Weights;
import java.util.Arrays;
import java.util.Map;

/**
 * CLIP: a picture tower and a text tower with a projection each into one space (arXiv 2103.00020). Names and arithmetic
 * follow Hugging Face's {@code CLIPModel}. The caller scopes and closes the arrays.
 *
 * @param tensors by checkpoint name
 */
public record ClipModel(ClipConfig config, Map<String, NDArray> tensors) {

    /** What a hidden place's score falls by: its share is exactly 0, and 0 times this is a number. */
    private static final float HIDDEN = -1e9f;

    /**
     * The class token after the last norm, before the projection.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, D]
     */
    public NDArray pictureFeatures(NDArray pixels) {
        Weights w = Weights.of(tensors).in("vision_model");
        long batch = pixels.getShape().get(0);
        int width = config.vision().width();
        var stride = new Shape(config.patchSize(), config.patchSize());
        NDArray patches = Conv2d.conv2d(pixels, w.get("embeddings.patch_embedding.weight"), null, stride)
                .singletonOrThrow(); // [B, D, n, n]
        NDArray x = patches.reshape(batch, width, config.patches()).swapAxes(1, 2); // [B, n*n, D]
        NDArray first = w.get("embeddings.class_embedding").reshape(1, 1, width).broadcast(new Shape(batch, 1, width));
        x = first.concat(x, 1); // [B, 1 + n*n, D]
        x = x.add(w.get("embeddings.position_embedding.weight"));
        x = Encoder.norm(x, w.in("pre_layrnorm"), config.vision());
        float[] classToken = new float[config.patches() + 1];
        classToken[0] = 1;
        NDArray pooled = pixels.getManager()
                .create(classToken, new Shape(1, 1, classToken.length))
                .broadcast(new Shape(batch, 1, classToken.length));
        x = Encoder.forward(x, w.in("encoder.layers"), config.vision(), null, pooled); // [B, D]
        return Encoder.norm(x, w.in("post_layernorm"), config.vision());
    }

    /**
     * Unit vectors of pictures.
     *
     * @param features what {@link #pictureFeatures} gave, [B, D]
     * @return [B, P]
     */
    public NDArray pictureVectors(NDArray features) {
        return project(features, "visual_projection.weight");
    }

    /**
     * Unit vectors of texts.
     *
     * @param ids token ids, each text with its end token, none longer than the context
     * @return [B, P]
     */
    public NDArray textVectors(NDManager manager, long[][] ids) {
        Weights w = Weights.of(tensors).in("text_model");
        int longest = Arrays.stream(ids).mapToInt(text -> text.length).max().orElse(0);
        long[] padded = new long[ids.length * longest];
        float[] last = new float[ids.length * longest];
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(ids[i], 0, padded, i * longest, ids[i].length);
            last[i * longest + end(ids[i])] = 1;
        }
        NDArray tokens = manager.create(padded, new Shape(ids.length, longest)); // [B, L]
        NDArray x = Embedding.embedding(tokens, w.get("embeddings.token_embedding.weight"), SparseFormat.DENSE)
                .singletonOrThrow(); // [B, L, D]
        x = x.add(w.get("embeddings.position_embedding.weight").get("0:" + longest));
        NDArray pooled = manager.create(last, new Shape(ids.length, 1, longest));
        x = Encoder.forward(x, w.in("encoder.layers"), config.text(), causal(manager, longest), pooled); // [B, D]
        return project(Encoder.norm(x, w.in("final_layer_norm"), config.text()), "text_projection.weight");
    }

    private int end(long[] ids) {
        int place = 0;
        if (config.eos() == 2) { // checkpoints from before the field was filled: the end token has the largest id
            for (int i = 1; i < ids.length; i++) {
                if (ids[i] > ids[place]) {
                    place = i;
                }
            }
            return place;
        }
        while (place < ids.length - 1 && ids[place] != config.eos()) {
            place++;
        }
        return place;
    }

    private static NDArray causal(NDManager manager, int length) {
        float[] mask = new float[length * length];
        for (int row = 0; row < length; row++) {
            Arrays.fill(mask, row * length + row + 1, (row + 1) * length, HIDDEN);
        }
        return manager.create(mask, new Shape(length, length));
    }

    private NDArray project(NDArray features, String projection) {
        NDArray vectors =
                Linear.linear(features, Weights.of(tensors).get(projection)).singletonOrThrow(); // [B, P]
        return vectors.div(vectors.square().sum(new int[] {1}, true).sqrt());
    }
}
