package dev.vitrine.vision.siglip;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.LayerNames;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a SigLIP model, from {@code config.json} of Hugging Face's {@code SiglipModel} or, for pictures of any
 * shape, {@code Siglip2Model}. SigLIP 2's checkpoints of one size are of the first kind.
 *
 * @param positions the length of every text, in tokens
 */
public record SiglipConfig(EncoderSpec text, int vocabulary, int positions, Vision vision) {

    /**
     * The picture tower.
     *
     * @param side how many patches a side of the grid of positions has
     * @param free whether pictures keep their shape, the positions being resized to it
     */
    public record Vision(EncoderSpec encoder, int patchSize, int side, boolean free) {}

    private static final EncoderSpec BASE = new EncoderSpec(
            12, 768, 12, 3072, EncoderSpec.Order.PRE, Activation.GELU_PYTORCH_TANH, 1e-6f, LayerNames.CLIP);

    /**
     * Reads a configuration of either kind.
     *
     * @throws ModelUnusable naming the field that is out of range or not supported
     */
    public static SiglipConfig of(Fields config) {
        Fields text = config.in("text_config");
        EncoderSpec layers = text.encoder(BASE);
        Vision vision =
                vision(config.in("vision_config"), config.text("model_type", "").equals("siglip2"));
        int projection = text.size("projection_size", layers.width());
        if (projection != vision.encoder().width()) {
            throw new ModelUnusable(
                    "The text's projection_size " + projection + " of the config.json is not the pictures'"
                            + " hidden_size " + vision.encoder().width() + ".");
        }
        return new SiglipConfig(
                layers, text.size("vocab_size", 32000), text.size("max_position_embeddings", 64), vision);
    }

    private static Vision vision(Fields fields, boolean free) {
        if (!fields.node().path("vision_use_head").asBoolean(true)) {
            throw new ModelUnusable(
                    "The config.json says vision_use_head false: there is no vector of a whole picture.");
        }
        int patch = fields.size("patch_size", 16);
        EncoderSpec layers = fields.encoder(BASE);
        if (!free) {
            return new Vision(layers, patch, fields.imageSize(224, 16) / patch, false);
        }
        int patches = fields.whole("num_patches", 256, 1, 1 << 16);
        int side = (int) Math.sqrt(patches);
        if (side * side != patches) {
            throw new ModelUnusable("The num_patches " + patches + " of the config.json is no square number.");
        }
        return new Vision(layers, patch, side, true);
    }

    /** Every tensor of the checkpoint with its shape. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("logit_scale", new Shape(1));
        shapes.put("logit_bias", new Shape(1));
        shapes.put("text_model.embeddings.token_embedding.weight", new Shape(vocabulary, text.width()));
        shapes.put("text_model.embeddings.position_embedding.weight", new Shape(positions, text.width()));
        text.shapes("text_model.encoder.layers.", shapes);
        EncoderSpec.norm("text_model.final_layer_norm", text.width(), shapes);
        int width = vision.encoder().width();
        EncoderSpec.linear("text_model.head", width, text.width(), shapes);
        int patch = vision.patchSize();
        shapes.put(
                "vision_model.embeddings.patch_embedding.weight",
                vision.free() ? new Shape(width, 3L * patch * patch) : new Shape(width, 3, patch, patch));
        shapes.put("vision_model.embeddings.patch_embedding.bias", new Shape(width));
        shapes.put(
                "vision_model.embeddings.position_embedding.weight",
                new Shape((long) vision.side() * vision.side(), width));
        vision.encoder().shapes("vision_model.encoder.layers.", shapes);
        EncoderSpec.norm("vision_model.post_layernorm", width, shapes);
        shapes.put("vision_model.head.probe", new Shape(1, 1, width));
        shapes.put("vision_model.head.attention.in_proj_weight", new Shape(3L * width, width));
        shapes.put("vision_model.head.attention.in_proj_bias", new Shape(3L * width));
        EncoderSpec.linear("vision_model.head.attention.out_proj", width, width, shapes);
        EncoderSpec.norm("vision_model.head.layernorm", width, shapes);
        EncoderSpec.linear("vision_model.head.mlp.fc1", vision.encoder().mlp(), width, shapes);
        EncoderSpec.linear("vision_model.head.mlp.fc2", width, vision.encoder().mlp(), shapes);
        return shapes;
    }
}
