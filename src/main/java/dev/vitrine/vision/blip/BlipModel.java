package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.blip.BlipConfig.Task;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import java.util.Map;

/** The towers and heads of a BLIP. Differentiable; the caller scopes and closes the arrays. */
public final class BlipModel {

    private final BlipConfig config;
    private final Map<String, NDArray> tensors;
    private final Weights weights;
    private final Encoder vision;

    /** @param tensors by checkpoint name, as {@link BlipConfig#shapes} lists them */
    public BlipModel(BlipConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        this.tensors = tensors;
        weights = Weights.of(tensors);
        vision = encoders.encoder(
                config.vision(), weights.in("vision_model").in("encoder").in("layers"));
    }

    /** The model's shape. */
    public BlipConfig config() {
        return config;
    }

    /** The model's tensors by checkpoint name. */
    public Map<String, NDArray> tensors() {
        return tensors;
    }

    /**
     * What the picture tower makes of pictures: the class token, then the patches row by row.
     *
     * @param pixels normalised, [B, 3, H, H]
     * @return [B, S, W]
     */
    public NDArray look(NDArray pixels) {
        Weights w = weights.in("vision_model");
        NDArray x = Steps.patches(pixels, w.in("embeddings").in("patch_embedding")); // [B, n*n, W]
        x = Steps.before(w.get("embeddings.class_embedding"), x); // [B, S, W]
        x = x.add(w.get("embeddings.position_embedding"));
        return Steps.norm(
                vision.all(x, Mask.NONE),
                w.in("post_layernorm"),
                config.vision().epsilon());
    }

    /** Reads questions, or texts to match. */
    public LookingBert encoder() {
        if (config.task() == Task.CAPTION) {
            throw new IllegalStateException("a captioner has no text encoder");
        }
        return new LookingBert(config.text(), weights.in("text_encoder"));
    }

    /** Writes captions and answers. */
    public LookingBert decoder() {
        if (config.task() == Task.MATCH) {
            throw new IllegalStateException("a matcher has no decoder");
        }
        return new LookingBert(config.text(), weights.in("text_decoder").in("bert"));
    }

    /**
     * Scores of every token to come next.
     *
     * @param states of the decoder, [..., D]
     * @return [..., vocabulary]
     */
    public NDArray scores(NDArray states) {
        Weights head = weights.in("text_decoder").in("cls").in("predictions");
        NDArray x = Steps.linear(states, head.in("transform").in("dense"));
        x = Steps.norm(
                config.text().encoder().activation().apply(x),
                head.in("transform").in("LayerNorm"),
                config.text().encoder().epsilon());
        return config.tied()
                ? Linear.linear(x, weights.get("text_decoder.bert.embeddings.word_embeddings.weight"), head.get("bias"))
                        .singletonOrThrow()
                : Steps.linear(x, head.in("decoder"));
    }

    /**
     * Whether texts fit, as logits of no and yes.
     *
     * @param states of the text encoder, [B, L, D]
     * @return [B, 2]
     */
    public NDArray matches(NDArray states) {
        return Steps.linear(states.get(":, 0"), weights.in("itm_head"));
    }
}
