package dev.vitrine.vision.vit;

import ai.djl.ndarray.NDArray;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import java.util.Map;

/**
 * A vision transformer; names and arithmetic follow Hugging Face's {@code ViTModel} and {@code
 * ViTForImageClassification}. The caller scopes and closes the arrays.
 */
final class Vit {

    private final VitConfig config;
    private final Weights root;
    private final Encoder encoder;

    /** @param tensors by checkpoint name, of the shapes that the configuration says */
    Vit(VitConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        root = Weights.of(tensors);
        encoder = encoders.encoder(config.encoder(), at("encoder").in("layer"));
    }

    private Weights at(String name) {
        return config.labels().isEmpty() ? root.in(name) : root.in("vit").in(name);
    }

    /**
     * The class token after the last norm.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, D]
     */
    NDArray features(NDArray pixels) {
        Weights w = at("embeddings");
        NDArray x = Steps.patches(pixels, w.in("patch_embeddings").in("projection")); // [B, n, D]
        x = Steps.before(w.get("cls_token"), x).add(w.get("position_embeddings")); // [B, 1 + n, D]
        x = encoder.at(x, Mask.NONE, new int[(int) pixels.getShape().get(0)]); // [B, D]
        return Steps.norm(x, at("layernorm"), config.encoder().epsilon());
    }

    /**
     * The labels' logits.
     *
     * @param features what {@link #features} gave, [B, D]
     * @return [B, labels]
     */
    NDArray logits(NDArray features) {
        return Steps.linear(features, root.in("classifier"));
    }
}
