package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.blip.BlipConfig.Task;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The towers and heads of a BLIP. Differentiable; the caller scopes and closes the arrays. */
public final class BlipModel {

    private final BlipConfig config;
    private final Map<String, NDArray> tensors;
    private final Weights weights;
    private final Encoder vision;
    private final @Nullable Decoder writing;

    /** @param tensors by checkpoint name, as {@link BlipConfig#shapes} lists them */
    public BlipModel(BlipConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        this.tensors = tensors;
        weights = Weights.of(tensors);
        vision = encoders.encoder(
                config.vision(), weights.in("vision_model").in("encoder").in("layers"));
        writing = config.task() == Task.MATCH ? null : encoders.winner(contest(config, tensors));
    }

    /** The decoder among the kernels. */
    static DecoderContest contest(BlipConfig config, Map<String, NDArray> tensors) {
        List<NDArray> head = head(config, tensors);
        return new DecoderContest(
                config.text(),
                config.vision().width(),
                Weights.of(tensors).in("text_decoder").in("bert"),
                head,
                states -> scores(config, head, states));
    }

    /** Dense, norm and last map, weight and bias each. */
    private static List<NDArray> head(BlipConfig config, Map<String, NDArray> tensors) {
        Weights decoder = Weights.of(tensors).in("text_decoder");
        Weights head = decoder.in("cls").in("predictions");
        Weights transform = head.in("transform");
        return List.of(
                transform.in("dense").get("weight"),
                transform.in("dense").get("bias"),
                transform.in("LayerNorm").get("weight"),
                transform.in("LayerNorm").get("bias"),
                config.tied()
                        ? decoder.get("bert.embeddings.word_embeddings.weight")
                        : head.in("decoder").get("weight"),
                config.tied() ? head.get("bias") : head.in("decoder").get("bias"));
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

    /** Writes captions and answers, on the code that serves it best. */
    Decoder writing() {
        if (writing == null) {
            throw new IllegalStateException("a matcher has no decoder");
        }
        return writing;
    }

    /** The layers that write captions and answers, on the reference that training differentiates. */
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
        return scores(config, head(config, tensors), states);
    }

    private static NDArray scores(BlipConfig config, List<NDArray> head, NDArray states) {
        NDArray x = Linear.linear(states, head.get(0), head.get(1)).singletonOrThrow();
        x = LayerNorm.layerNorm(
                        config.text().encoder().activation().apply(x),
                        head.get(2).getShape(),
                        head.get(2),
                        head.get(3),
                        config.text().encoder().epsilon())
                .singletonOrThrow();
        return Linear.linear(x, head.get(4), head.get(5)).singletonOrThrow();
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
