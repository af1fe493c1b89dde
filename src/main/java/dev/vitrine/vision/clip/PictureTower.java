package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;

/** CLIP's picture tower with its projection into the common space. The caller scopes and closes the arrays. */
public final class PictureTower {

    private final ClipConfig.Vision config;
    private final Weights weights;
    private final Encoder encoder;

    /** @param weights the place that has the tower and the projection, as {@link ClipConfig.Vision#shapes} names them */
    public PictureTower(ClipConfig.Vision config, Weights weights, Encoder.Factory encoders) {
        this.config = config;
        this.weights = weights;
        encoder = encoders.encoder(
                config.encoder(), weights.in("vision_model").in("encoder").in("layers"));
    }

    /** Its shape. */
    public ClipConfig.Vision config() {
        return config;
    }

    /**
     * The class token after the last norm, before the projection.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, D]
     */
    public NDArray features(NDArray pixels) {
        int[] classToken = new int[(int) pixels.getShape().get(0)];
        return finished(encoder.at(embedded(pixels), Mask.NONE, classToken));
    }

    /**
     * Unit vectors of pictures, and what each patch adds to them: by the attention of the class token in every layer, through the last norm with the deviation that it had, through the
     * projection, divided by the length that made the vector a unit: all linear, so that the parts sum.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, 1 + n, P]: the vector, then the parts row by row
     */
    public NDArray patches(NDArray pixels) {
        NDArray traced = encoder.trace(embedded(pixels)); // [B, 2 + n, D]
        NDArray state = traced.get(":, 0"); // [B, D]
        int[] last = {1};
        NDArray deviation = state.sub(state.mean(last, true))
                .square()
                .mean(last, true)
                .add(config.encoder().epsilon())
                .sqrt(); // [B, 1]
        NDArray projection = weights.get("visual_projection.weight");
        NDArray whole = Linear.linear(finished(state), projection).singletonOrThrow(); // [B, P]
        NDArray length = whole.square().sum(last, true).sqrt(); // [B, 1]
        NDArray gifts = traced.get(":, 2:"); // [B, n, D]
        NDArray scaled = gifts.sub(gifts.mean(new int[] {2}, true))
                .mul(weights.get("vision_model.post_layernorm.weight"))
                .div(deviation.mul(length).expandDims(1));
        NDArray parts = Linear.linear(scaled, projection).singletonOrThrow(); // [B, n, P]
        return whole.div(length).expandDims(1).concat(parts, 1);
    }

    private NDArray embedded(NDArray pixels) {
        Weights w = weights.in("vision_model");
        NDArray x = Steps.patches(pixels, w.in("embeddings").in("patch_embedding")); // [B, n*n, D]
        x = Steps.before(w.get("embeddings.class_embedding"), x); // [B, 1 + n*n, D]
        x = x.add(w.get("embeddings.position_embedding.weight"));
        return Steps.norm(x, w.in("pre_layrnorm"), config.encoder().epsilon());
    }

    private NDArray finished(NDArray x) {
        return Steps.norm(
                x,
                weights.in("vision_model").in("post_layernorm"),
                config.encoder().epsilon());
    }

    /**
     * Unit vectors of pictures.
     *
     * @param features what {@link #features} gave, [B, D]
     * @return [B, P]
     */
    public NDArray vectors(NDArray features) {
        return Steps.unit(
                Linear.linear(features, weights.get("visual_projection.weight")).singletonOrThrow());
    }
}
