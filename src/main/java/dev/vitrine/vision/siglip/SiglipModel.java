package dev.vitrine.vision.siglip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.DualEncoder.Scoring;
import dev.vitrine.vision.dual.DualModel;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import dev.vitrine.vision.encoder.Tokens;
import java.util.Arrays;
import java.util.Map;

/**
 * SigLIP: texts are padded to one length and read whole, the last place standing for the text; a learnt probe asks a
 * picture's patches for its vector. Names and arithmetic follow Hugging Face's {@code SiglipModel} and {@code
 * Siglip2Model}. The caller scopes and closes the arrays.
 */
public final class SiglipModel implements DualModel {

    private final SiglipConfig config;
    private final Weights root;
    private final Encoder vision;
    private final Encoder text;

    /** @param tensors by checkpoint name, of the shapes that the configuration says */
    public SiglipModel(SiglipConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        root = Weights.of(tensors);
        vision = encoders.encoder(
                config.vision().encoder(), root.in("vision_model").in("encoder").in("layers"));
        text = encoders.encoder(
                config.text(), root.in("text_model").in("encoder").in("layers"));
    }

    @Override
    public int dimension() {
        return config.vision().encoder().width();
    }

    @Override
    public int imageSize() {
        return config.vision().free()
                ? 0
                : config.vision().side() * config.vision().patchSize();
    }

    @Override
    public int patchSize() {
        return config.vision().patchSize();
    }

    @Override
    public int positions() {
        return config.positions();
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public boolean paddedTexts() {
        return true;
    }

    @Override
    public Scoring scoring() {
        return Scoring.sigmoid(
                Math.exp(root.get("logit_scale").getFloat(0)),
                root.get("logit_bias").getFloat(0));
    }

    @Override
    public NDArray pictures(NDArray pixels) {
        NDArray x = patchStates(pixels); // [B, n, D]
        Weights head = root.in("vision_model").in("head");
        return whole(projected(x, head, 2), shares(x, head), head).squeeze(1);
    }

    /** How each head of the probe divides its attention among the patches: [B, H, 1, n]. */
    private NDArray shares(NDArray x, Weights head) {
        NDArray probe = Steps.before(head.get("probe"), x).get(":, 0:1"); // [B, 1, D]
        return Steps.shares(
                projected(probe, head, 0),
                projected(x, head, 1),
                config.vision().encoder().heads(),
                null);
    }

    /** [B, 1, D]. */
    private NDArray whole(NDArray values, NDArray shares, Weights head) {
        NDArray mixed =
                shares.matMul(Steps.heads(values, config.vision().encoder().heads())); // [B, H, 1, D/H]
        long batch = values.getShape().get(0);
        return Steps.unit(finished(mixed.swapAxes(1, 2).reshape(batch, 1, -1), head));
    }

    /**
     * A patch's part is its share of the probe's attention, in the direction of what the picture's vector would be if all
     * the attention were there. An approximation: the head's MLP is not linear.
     */
    @Override
    public NDArray patches(NDArray pixels) {
        NDArray x = patchStates(pixels); // [B, n, D]
        Weights head = root.in("vision_model").in("head");
        NDArray values = projected(x, head, 2);
        NDArray shares = shares(x, head);
        NDArray parts = Steps.unit(finished(values, head))
                .mul(shares.mean(new int[] {1}).swapAxes(1, 2)); // [B, n, D]
        return whole(values, shares, head).concat(parts, 1);
    }

    private NDArray patchStates(NDArray pixels) {
        Weights w = root.in("vision_model");
        NDArray x = config.vision().free() ? freePatches(pixels, w) : fixedPatches(pixels, w);
        return Steps.norm(
                vision.all(x, Mask.NONE),
                w.in("post_layernorm"),
                config.vision().encoder().epsilon());
    }

    private NDArray fixedPatches(NDArray pixels, Weights w) {
        return Steps.patches(pixels, w.in("embeddings").in("patch_embedding"))
                .add(w.get("embeddings.position_embedding.weight")); // [B, n, D]
    }

    private NDArray freePatches(NDArray pixels, Weights w) {
        int patch = config.vision().patchSize();
        long width = config.vision().encoder().width();
        Weights embedding = w.in("embeddings").in("patch_embedding");
        NDArray kernel = embedding
                .get("weight")
                .reshape(width, patch, patch, 3)
                .transpose(0, 3, 1, 2); // from the checkpoint's order of a patch's values: row, column, channel
        int rows = (int) (pixels.getShape().get(2) / patch);
        int columns = (int) (pixels.getShape().get(3) / patch);
        NDArray positions = PositionGrid.weights(
                        pixels.getManager(), config.vision().side(), rows, columns)
                .matMul(w.get("embeddings.position_embedding.weight")); // [n, D]
        return Steps.patches(pixels, kernel, embedding.get("bias")).add(positions);
    }

    /** @param which 0 query, 1 key, 2 value */
    private NDArray projected(NDArray x, Weights head, int which) {
        int width = config.vision().encoder().width();
        String rows = which * width + ":" + (which + 1) * width;
        return Linear.linear(
                        x,
                        head.get("attention.in_proj_weight").get(rows),
                        head.get("attention.in_proj_bias").get(rows))
                .singletonOrThrow();
    }

    private NDArray finished(NDArray mixed, Weights head) {
        EncoderSpec spec = config.vision().encoder();
        NDArray x = Steps.linear(mixed, head.in("attention").in("out_proj"));
        NDArray hidden = Steps.linear(
                Steps.norm(x, head.in("layernorm"), spec.epsilon()),
                head.in("mlp").in("fc1"));
        return x.add(
                Steps.linear(spec.activation().apply(hidden), head.in("mlp").in("fc2")));
    }

    @Override
    public NDArray texts(NDManager manager, long[][] ids) {
        Tokens tokens = Tokens.of(manager, ids);
        Weights w = root.in("text_model");
        NDArray x = tokens.embedded(w.get("embeddings.token_embedding.weight")) // [B, L, D]
                .add(w.get("embeddings.position_embedding.weight"));
        int[] last = new int[ids.length];
        Arrays.fill(last, config.positions() - 1);
        x = text.at(x, Mask.NONE, last); // [B, D]
        x = Steps.norm(x, w.in("final_layer_norm"), config.text().epsilon());
        return Steps.unit(Steps.linear(x, w.in("head")));
    }
}
