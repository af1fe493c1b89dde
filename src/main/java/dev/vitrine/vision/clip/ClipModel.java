package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.DualEncoder.Scoring;
import dev.vitrine.vision.bert.Bert;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.clip.ClipConfig.BertText;
import dev.vitrine.vision.clip.ClipConfig.CausalText;
import dev.vitrine.vision.dual.DualModel;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import java.util.Map;

/**
 * CLIP and Chinese-CLIP: a picture tower and a text tower with a projection each into one space. Names and arithmetic
 * follow Hugging Face's {@code CLIPModel} and {@code ChineseCLIPModel}. The caller scopes and closes the arrays.
 */
public final class ClipModel implements DualModel {

    private final ClipConfig config;
    private final Map<String, NDArray> tensors;
    private final Encoder vision;
    private final TextTower text;

    private interface TextTower {
        /** [B, D] of the places that stand for the texts. */
        NDArray features(NDManager manager, long[][] ids);
    }

    /** A model that training can differentiate. */
    public ClipModel(ClipConfig config, Map<String, NDArray> tensors) {
        this(config, tensors, EagerEncoder::new);
    }

    /** @param tensors by checkpoint name, of the shapes that the configuration says */
    public ClipModel(ClipConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        this.tensors = tensors;
        Weights root = Weights.of(tensors);
        Weights layers = root.in("vision_model").in("encoder").in("layers");
        vision = encoders.encoder(config.vision().encoder(), layers);
        text = switch (config.text()) {
            case CausalText causal -> new CausalTower(causal, root.in("text_model"), encoders)::features;
            case BertText(BertConfig bert) -> new Bert(bert, root.in("text_model"), encoders)::first;
        };
    }

    /** Its shape. */
    public ClipConfig config() {
        return config;
    }

    /** Its weights by checkpoint name; not a copy. */
    public Map<String, NDArray> tensors() {
        return tensors;
    }

    @Override
    public int dimension() {
        return config.projection();
    }

    @Override
    public int imageSize() {
        return config.vision().imageSize();
    }

    @Override
    public int patchSize() {
        return config.vision().patchSize();
    }

    @Override
    public int positions() {
        return config.text().positions();
    }

    @Override
    public int vocabulary() {
        return config.text().vocabulary();
    }

    @Override
    public Scoring scoring() {
        return Scoring.softmax(Math.exp(Weights.of(tensors).get("logit_scale").getFloat()));
    }

    @Override
    public NDArray pictures(NDArray pixels) {
        return pictureVectors(pictureFeatures(pixels));
    }

    /**
     * The class token after the last norm, before the projection.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, D]
     */
    public NDArray pictureFeatures(NDArray pixels) {
        int[] classToken = new int[(int) pixels.getShape().get(0)];
        return finished(vision.at(embedded(pixels), Mask.NONE, classToken));
    }

    /**
     * By the attention of the class token in every layer, through the last norm with the deviation that it had, through the
     * projection, divided by the length that made the vector a unit: all linear, so that the parts sum.
     */
    @Override
    public NDArray patches(NDArray pixels) {
        NDArray traced = vision.trace(embedded(pixels)); // [B, 2 + n, D]
        NDArray state = traced.get(":, 0"); // [B, D]
        int[] last = {1};
        NDArray deviation = state.sub(state.mean(last, true))
                .square()
                .mean(last, true)
                .add(config.vision().encoder().epsilon())
                .sqrt(); // [B, 1]
        NDArray projection = Weights.of(tensors).get("visual_projection.weight");
        NDArray whole = Linear.linear(finished(state), projection).singletonOrThrow(); // [B, P]
        NDArray length = whole.square().sum(last, true).sqrt(); // [B, 1]
        NDArray gifts = traced.get(":, 2:"); // [B, n, D]
        NDArray scaled = gifts.sub(gifts.mean(new int[] {2}, true))
                .mul(Weights.of(tensors).get("vision_model.post_layernorm.weight"))
                .div(deviation.mul(length).expandDims(1));
        NDArray parts = Linear.linear(scaled, projection).singletonOrThrow(); // [B, n, P]
        return whole.div(length).expandDims(1).concat(parts, 1);
    }

    private NDArray embedded(NDArray pixels) {
        Weights w = Weights.of(tensors).in("vision_model");
        NDArray x = Steps.patches(pixels, w.in("embeddings").in("patch_embedding")); // [B, n*n, D]
        x = Steps.before(w.get("embeddings.class_embedding"), x); // [B, 1 + n*n, D]
        x = x.add(w.get("embeddings.position_embedding.weight"));
        return Steps.norm(x, w.in("pre_layrnorm"), config.vision().encoder().epsilon());
    }

    private NDArray finished(NDArray x) {
        return Steps.norm(
                x,
                Weights.of(tensors).in("vision_model").in("post_layernorm"),
                config.vision().encoder().epsilon());
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

    @Override
    public NDArray texts(NDManager manager, long[][] ids) {
        return project(text.features(manager, ids), "text_projection.weight");
    }

    private NDArray project(NDArray features, String projection) {
        return Steps.unit(
                Linear.linear(features, Weights.of(tensors).get(projection)).singletonOrThrow());
    }
}
