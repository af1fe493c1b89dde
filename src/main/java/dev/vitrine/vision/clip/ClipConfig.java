package dev.vitrine.vision.clip;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.ModelUnusable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The shape of a CLIP model, from {@code config.json} of Hugging Face's {@code CLIPModel}.
 *
 * @param eos the token whose place gives the text vector; with the legacy value 2 it is the largest id
 */
public record ClipConfig(
        Tower text,
        int vocabulary,
        int positions,
        int eos,
        Tower vision,
        int imageSize,
        int patchSize,
        int projection) {

    /** One transformer. */
    public record Tower(int layers, int width, int heads, int mlp, String activation, float epsilon) {}

    private static final int MAX_LAYERS = 200;
    private static final int MAX_SIZE = 1 << 20;

    /**
     * Reads a configuration.
     *
     * @throws ModelUnusable naming the field that is missing, out of range, or not supported
     */
    public static ClipConfig of(JsonNode config) {
        String type = config.path("model_type").asString("");
        if (!type.equals("clip")) {
            throw new ModelUnusable("The model_type \"" + type + "\" is not supported; supported is \"clip\".");
        }
        JsonNode text = config.path("text_config");
        JsonNode vision = config.path("vision_config");
        int imageSize = size(vision, "image_size", 224);
        int patchSize = size(vision, "patch_size", 32);
        if (imageSize % patchSize != 0) {
            throw new ModelUnusable(
                    "The image_size " + imageSize + " is no multiple of the patch_size " + patchSize + ".");
        }
        return new ClipConfig(
                tower(text, 512, 2048, 8),
                size(text, "vocab_size", 49408),
                size(text, "max_position_embeddings", 77),
                text.path("eos_token_id").asInt(49407),
                tower(vision, 768, 3072, 12),
                imageSize,
                patchSize,
                size(config, "projection_dim", 512));
    }

    private static Tower tower(JsonNode node, int width, int mlp, int heads) {
        String activation = node.path("hidden_act").asString("quick_gelu");
        if (!activation.equals("quick_gelu") && !activation.equals("gelu")) {
            throw new ModelUnusable(
                    "The hidden_act \"" + activation + "\" is not supported; supported are quick_gelu and gelu.");
        }
        var tower = new Tower(
                size(node, "num_hidden_layers", 12),
                size(node, "hidden_size", width),
                size(node, "num_attention_heads", heads),
                size(node, "intermediate_size", mlp),
                activation,
                (float) node.path("layer_norm_eps").asDouble(1e-5));
        if (tower.layers() > MAX_LAYERS || tower.width() % tower.heads() != 0) {
            throw new ModelUnusable("A tower of " + tower.layers() + " layers, width " + tower.width() + " and "
                    + tower.heads() + " heads cannot be built.");
        }
        return tower;
    }

    private static int size(JsonNode node, String field, int otherwise) {
        int value = node.path(field).asInt(otherwise);
        if (value < 1 || value > MAX_SIZE) {
            throw new ModelUnusable("The " + field + " " + value + " is not between 1 and " + MAX_SIZE + ".");
        }
        return value;
    }

    /** The same model with another number of word pieces. */
    public ClipConfig withVocabulary(int pieces) {
        return new ClipConfig(text, pieces, positions, eos, vision, imageSize, patchSize, projection);
    }

    /** As a {@code config.json}. */
    public Map<String, Object> json() {
        Map<String, Object> textJson = tower(text);
        textJson.put("vocab_size", vocabulary);
        textJson.put("max_position_embeddings", positions);
        textJson.put("eos_token_id", eos);
        Map<String, Object> visionJson = tower(vision);
        visionJson.put("image_size", imageSize);
        visionJson.put("patch_size", patchSize);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("CLIPModel"));
        json.put("model_type", "clip");
        json.put("projection_dim", projection);
        json.put("text_config", textJson);
        json.put("vision_config", visionJson);
        return json;
    }

    private Map<String, Object> tower(Tower tower) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("num_hidden_layers", tower.layers());
        json.put("hidden_size", tower.width());
        json.put("num_attention_heads", tower.heads());
        json.put("intermediate_size", tower.mlp());
        json.put("hidden_act", tower.activation());
        json.put("layer_norm_eps", (double) Math.round(tower.epsilon() * 1e12) / 1e12);
        json.put("projection_dim", projection);
        return json;
    }

    /** How many patches a picture has, the class token not counted. */
    public int patches() {
        return (imageSize / patchSize) * (imageSize / patchSize);
    }

    /** Every tensor of the checkpoint with its shape. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("logit_scale", new Shape());
        shapes.put("text_model.embeddings.token_embedding.weight", new Shape(vocabulary, text.width()));
        shapes.put("text_model.embeddings.position_embedding.weight", new Shape(positions, text.width()));
        layers(shapes, "text_model.encoder.layers.", text);
        norm(shapes, "text_model.final_layer_norm", text.width());
        shapes.put("vision_model.embeddings.class_embedding", new Shape(vision.width()));
        shapes.put(
                "vision_model.embeddings.patch_embedding.weight", new Shape(vision.width(), 3, patchSize, patchSize));
        shapes.put("vision_model.embeddings.position_embedding.weight", new Shape(patches() + 1, vision.width()));
        norm(shapes, "vision_model.pre_layrnorm", vision.width());
        layers(shapes, "vision_model.encoder.layers.", vision);
        norm(shapes, "vision_model.post_layernorm", vision.width());
        shapes.put("visual_projection.weight", new Shape(projection, vision.width()));
        shapes.put("text_projection.weight", new Shape(projection, text.width()));
        return shapes;
    }

    private static void layers(Map<String, Shape> shapes, String prefix, Tower tower) {
        for (int i = 0; i < tower.layers(); i++) {
            String layer = prefix + i + ".";
            norm(shapes, layer + "layer_norm1", tower.width());
            for (String name : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
                linear(shapes, layer + "self_attn." + name, tower.width(), tower.width());
            }
            norm(shapes, layer + "layer_norm2", tower.width());
            linear(shapes, layer + "mlp.fc1", tower.mlp(), tower.width());
            linear(shapes, layer + "mlp.fc2", tower.width(), tower.mlp());
        }
    }

    private static void norm(Map<String, Shape> shapes, String name, int width) {
        shapes.put(name + ".weight", new Shape(width));
        shapes.put(name + ".bias", new Shape(width));
    }

    private static void linear(Map<String, Shape> shapes, String name, int out, int in) {
        shapes.put(name + ".weight", new Shape(out, in));
        shapes.put(name + ".bias", new Shape(out));
    }
}
