package dev.vitrine.vision.clip;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.EncoderSpec.Order;
import dev.vitrine.vision.encoder.LayerNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shape of a CLIP model, from {@code config.json} of Hugging Face's {@code CLIPModel} or {@code ChineseCLIPModel}.
 *
 * @param projection the dimension of the common space
 */
public record ClipConfig(Text text, Vision vision, int projection) {

    /** The shape of a text tower. */
    public sealed interface Text {

        /** Its layers. */
        EncoderSpec encoder();

        /** How many token ids it knows. */
        int vocabulary();

        /** The longest text, in tokens. */
        int positions();
    }

    /**
     * CLIP's own text tower: each token sees those before it, and the end token stands for the text.
     *
     * @param eos the end token; with the legacy value 2 it is the largest id
     */
    public record CausalText(EncoderSpec encoder, int vocabulary, int positions, int eos) implements Text {}

    /** Chinese-CLIP's: BERT, whose first token stands for the text. */
    public record BertText(BertConfig bert) implements Text {
        @Override
        public EncoderSpec encoder() {
            return bert.encoder();
        }

        @Override
        public int vocabulary() {
            return bert.vocabulary();
        }

        @Override
        public int positions() {
            return bert.positions();
        }
    }

    /** The shape of the picture tower. */
    public record Vision(EncoderSpec encoder, int imageSize, int patchSize) {

        /** How many patches a side has. */
        public int side() {
            return imageSize / patchSize;
        }

        /** From a {@code vision_config} with CLIP's names and defaults. */
        public static Vision of(Fields fields) {
            return new Vision(fields.encoder(VISION), fields.imageSize(224, 32), fields.size("patch_size", 32));
        }

        /** As a {@code vision_config}. */
        public Map<String, Object> json(int projection) {
            Map<String, Object> json = layers(encoder, projection);
            json.put("image_size", imageSize);
            json.put("patch_size", patchSize);
            return json;
        }

        /** Puts every tensor of the tower and its projection with its shape. */
        public void shapes(int projection, Map<String, Shape> shapes) {
            int width = encoder.width();
            shapes.put("vision_model.embeddings.class_embedding", new Shape(width));
            shapes.put("vision_model.embeddings.patch_embedding.weight", new Shape(width, 3, patchSize, patchSize));
            shapes.put(
                    "vision_model.embeddings.position_embedding.weight", new Shape((long) side() * side() + 1, width));
            EncoderSpec.norm("vision_model.pre_layrnorm", width, shapes);
            encoder.shapes("vision_model.encoder.layers.", shapes);
            EncoderSpec.norm("vision_model.post_layernorm", width, shapes);
            shapes.put("visual_projection.weight", new Shape(projection, width));
        }
    }

    private static final EncoderSpec TEXT = layers(12, 512, 8, 2048, Activation.QUICK_GELU, 1e-5f);
    private static final EncoderSpec VISION = layers(12, 768, 12, 3072, Activation.QUICK_GELU, 1e-5f);

    /** Layers as CLIP has them. */
    public static EncoderSpec layers(int layers, int width, int heads, int mlp, Activation activation, float epsilon) {
        return new EncoderSpec(layers, width, heads, mlp, Order.PRE, activation, epsilon, LayerNames.CLIP);
    }

    /**
     * Reads a configuration of either kind.
     *
     * @throws ModelUnusable naming the field that is out of range or not supported
     */
    public static ClipConfig of(Fields config) {
        Fields text = config.in("text_config");
        boolean chinese = config.text("model_type", "").equals("chinese_clip");
        return new ClipConfig(
                chinese
                        ? new BertText(BertConfig.of(text))
                        : new CausalText(
                                text.encoder(TEXT),
                                text.size("vocab_size", 49408),
                                text.size("max_position_embeddings", 77),
                                text.whole("eos_token_id", 49407, 0, Integer.MAX_VALUE)),
                Vision.of(config.in("vision_config")),
                config.size("projection_dim", 512));
    }

    /** The same model with another number of token ids. */
    public ClipConfig withVocabulary(int pieces) {
        return switch (text) {
            case CausalText causal ->
                new ClipConfig(
                        new CausalText(causal.encoder(), pieces, causal.positions(), causal.eos()), vision, projection);
            case BertText(BertConfig bert) ->
                new ClipConfig(
                        new BertText(new BertConfig(bert.encoder(), pieces, bert.positions(), bert.types())),
                        vision,
                        projection);
        };
    }

    /** As a {@code config.json}. */
    public Map<String, Object> json() {
        Map<String, Object> textJson = layers(text.encoder(), projection);
        textJson.put("vocab_size", text.vocabulary());
        textJson.put("max_position_embeddings", text.positions());
        switch (text) {
            case CausalText causal -> textJson.put("eos_token_id", causal.eos());
            case BertText(BertConfig bert) -> textJson.put("type_vocab_size", bert.types());
        }
        boolean chinese = text instanceof BertText;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(chinese ? "ChineseCLIPModel" : "CLIPModel"));
        json.put("model_type", chinese ? "chinese_clip" : "clip");
        json.put("projection_dim", projection);
        json.put("text_config", textJson);
        json.put("vision_config", vision.json(projection));
        return json;
    }

    private static Map<String, Object> layers(EncoderSpec spec, int projection) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("num_hidden_layers", spec.layers());
        json.put("hidden_size", spec.width());
        json.put("num_attention_heads", spec.heads());
        json.put("intermediate_size", spec.mlp());
        json.put("hidden_act", spec.activation().configName());
        json.put("layer_norm_eps", (double) Math.round(spec.epsilon() * 1e12) / 1e12);
        json.put("projection_dim", projection);
        return json;
    }

    /** Every tensor of the checkpoint with its shape. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("logit_scale", new Shape());
        int textWidth = text.encoder().width();
        switch (text) {
            case CausalText causal -> {
                shapes.put("text_model.embeddings.token_embedding.weight", new Shape(causal.vocabulary(), textWidth));
                shapes.put("text_model.embeddings.position_embedding.weight", new Shape(causal.positions(), textWidth));
                causal.encoder().shapes("text_model.encoder.layers.", shapes);
                EncoderSpec.norm("text_model.final_layer_norm", textWidth, shapes);
            }
            case BertText(BertConfig bert) -> bert.shapes("text_model.", shapes);
        }
        vision.shapes(projection, shapes);
        shapes.put("text_projection.weight", new Shape(projection, textWidth));
        return shapes;
    }
}
