package dev.vitrine.vision.blip;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.EncoderSpec.Order;
import dev.vitrine.vision.encoder.LayerNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of a BLIP, from its {@code config.json}.
 *
 * @param vision the layers of the picture tower
 * @param text the layers of the text encoder and of the decoder, which have one shape
 * @param begin the token that a generated text begins with
 * @param end the token that ends it
 * @param tied whether the decoder's last map is its word embeddings
 * @param matching the dimension of the space that the matching checkpoint compares in
 */
public record BlipConfig(
        Task task,
        EncoderSpec vision,
        int imageSize,
        int patchSize,
        BertConfig text,
        int begin,
        int end,
        boolean tied,
        int matching) {

    /** What a checkpoint is for. Constants know the name in {@code architectures}. */
    public enum Task {
        CAPTION("BlipForConditionalGeneration"),
        ANSWER("BlipForQuestionAnswering"),
        MATCH("BlipForImageTextRetrieval");

        private final String architecture;

        Task(String architecture) {
            this.architecture = architecture;
        }
    }

    private static final EncoderSpec VISION = pictureLayers(12, 768, 12, 3072, 1e-5f);
    private static final EncoderSpec TEXT = textLayers(12, 768, 8, 3072, 1e-12f);
    private static final int MAX_ID = 1 << 20;

    /** Layers as BLIP's picture tower has them. */
    public static EncoderSpec pictureLayers(int layers, int width, int heads, int mlp, float epsilon) {
        return new EncoderSpec(layers, width, heads, mlp, Order.PRE, Activation.GELU, epsilon, LayerNames.BLIP);
    }

    /** Layers as BLIP's texts have them. */
    public static EncoderSpec textLayers(int layers, int width, int heads, int mlp, float epsilon) {
        return new EncoderSpec(layers, width, heads, mlp, Order.POST, Activation.GELU, epsilon, LayerNames.BERT);
    }

    /**
     * Reads a configuration.
     *
     * @throws ModelUnusable naming the field that is out of range or not supported
     */
    public static BlipConfig of(Fields config) {
        Fields text = config.in("text_config");
        Fields vision = config.in("vision_config");
        var blip = new BlipConfig(
                task(config),
                vision.encoder(VISION),
                vision.imageSize(384, 16),
                vision.size("patch_size", 16),
                new BertConfig(
                        text.encoder(TEXT),
                        text.size("vocab_size", 30524),
                        text.size("max_position_embeddings", 512),
                        0),
                text.whole("bos_token_id", 30522, 0, MAX_ID),
                text.whole("sep_token_id", 102, 0, MAX_ID),
                text.node().path("tie_word_embeddings").asBoolean(true)
                        && config.node().path("tie_word_embeddings").asBoolean(true),
                config.size("image_text_hidden_size", 256));
        if (blip.begin >= blip.text.vocabulary() || blip.end >= blip.text.vocabulary()) {
            throw new ModelUnusable("The bos_token_id " + blip.begin + " or the sep_token_id " + blip.end
                    + " of the config.json is beyond the vocab_size " + blip.text.vocabulary() + ".");
        }
        int width = blip.vision.width();
        if (blip.task == Task.ANSWER && width != blip.text.encoder().width()) {
            throw new ModelUnusable("The answering decoder of the config.json looks at texts of the hidden_size "
                    + blip.text.encoder().width() + " as if they were pictures of the hidden_size " + width + ".");
        }
        return blip;
    }

    private static Task task(Fields config) {
        String name = config.node().path("architectures").path(0).asString("");
        return Arrays.stream(Task.values())
                .filter(task -> task.architecture.equals(name))
                .findFirst()
                .orElseThrow(() -> new ModelUnusable("The architecture \"" + name
                        + "\" of the config.json is not supported; supported are "
                        + Arrays.stream(Task.values())
                                .map(task -> task.architecture)
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    /** How many places a picture has: its patches, and the class token before them. */
    public int places() {
        return (imageSize / patchSize) * (imageSize / patchSize) + 1;
    }

    /** Every tensor of the checkpoint with its shape. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        int width = vision.width();
        shapes.put("vision_model.embeddings.class_embedding", new Shape(1, 1, width));
        shapes.put("vision_model.embeddings.position_embedding", new Shape(1, places(), width));
        shapes.put("vision_model.embeddings.patch_embedding.weight", new Shape(width, 3, patchSize, patchSize));
        shapes.put("vision_model.embeddings.patch_embedding.bias", new Shape(width));
        vision.shapes("vision_model.encoder.layers.", shapes);
        EncoderSpec.norm("vision_model.post_layernorm", width, shapes);
        int textWidth = text.encoder().width();
        if (task != Task.CAPTION) {
            texts("text_encoder.", shapes);
        }
        if (task == Task.MATCH) {
            EncoderSpec.linear("vision_proj", matching, width, shapes);
            EncoderSpec.linear("text_proj", matching, textWidth, shapes);
            EncoderSpec.linear("itm_head", 2, textWidth, shapes);
            return shapes;
        }
        texts("text_decoder.bert.", shapes);
        String head = "text_decoder.cls.predictions.";
        EncoderSpec.linear(head + "transform.dense", textWidth, textWidth, shapes);
        EncoderSpec.norm(head + "transform.LayerNorm", textWidth, shapes);
        if (tied) {
            shapes.put(head + "bias", new Shape(text.vocabulary()));
        } else {
            EncoderSpec.linear(head + "decoder", text.vocabulary(), textWidth, shapes);
        }
        return shapes;
    }

    private void texts(String prefix, Map<String, Shape> shapes) {
        text.shapes(prefix, shapes);
        int width = text.encoder().width();
        for (int i = 0; i < text.encoder().layers(); i++) {
            String cross = prefix + "encoder.layer." + i + ".crossattention.";
            EncoderSpec.linear(cross + "self.query", width, width, shapes);
            EncoderSpec.linear(cross + "self.key", width, vision.width(), shapes);
            EncoderSpec.linear(cross + "self.value", width, vision.width(), shapes);
            EncoderSpec.linear(cross + "output.dense", width, width, shapes);
            EncoderSpec.norm(cross + "output.LayerNorm", width, shapes);
        }
    }

    /** Tensors that some checkpoints hold although they repeat others. */
    public Set<String> repeated() {
        String head = "text_decoder.cls.predictions.";
        return tied ? Set.of(head + "decoder.weight", head + "decoder.bias") : Set.of(head + "bias");
    }

    /** As a {@code config.json}. */
    public Map<String, Object> json() {
        Map<String, Object> textJson = layers(text.encoder(), "blip_text_model");
        textJson.put("encoder_hidden_size", vision.width());
        textJson.put("vocab_size", text.vocabulary());
        textJson.put("max_position_embeddings", text.positions());
        textJson.put("bos_token_id", begin);
        textJson.put("sep_token_id", end);
        textJson.put("eos_token_id", end);
        textJson.put("pad_token_id", 0);
        textJson.put("is_decoder", true);
        Map<String, Object> visionJson = layers(vision, "blip_vision_model");
        visionJson.put("image_size", imageSize);
        visionJson.put("patch_size", patchSize);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(task.architecture));
        json.put("model_type", "blip");
        json.put("image_text_hidden_size", matching);
        json.put("tie_word_embeddings", tied);
        json.put("text_config", textJson);
        json.put("vision_config", visionJson);
        return json;
    }

    private static Map<String, Object> layers(EncoderSpec spec, String type) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_type", type);
        json.put("num_hidden_layers", spec.layers());
        json.put("hidden_size", spec.width());
        json.put("num_attention_heads", spec.heads());
        json.put("intermediate_size", spec.mlp());
        json.put("hidden_act", spec.activation().configName());
        json.put("layer_norm_eps", Double.parseDouble(Float.toString(spec.epsilon())));
        return json;
    }
}
