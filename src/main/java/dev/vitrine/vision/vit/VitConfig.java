package dev.vitrine.vision.vit;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.LayerNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The shape of a vision transformer, from {@code config.json} of Hugging Face's {@code ViTForImageClassification} or
 * {@code ViTModel}.
 *
 * @param labels of the classifier; empty where there is none
 * @param pooler whether the checkpoint has a {@code ViTModel}'s pooler, which is not used
 */
public record VitConfig(EncoderSpec encoder, int imageSize, int patchSize, List<String> labels, boolean pooler) {

    private static final EncoderSpec BASE =
            new EncoderSpec(12, 768, 12, 3072, EncoderSpec.Order.PRE, Activation.GELU, 1e-12f, LayerNames.VIT);
    private static final int MAX_LABELS = 100_000;

    /**
     * Reads a configuration.
     *
     * @param pooler whether the checkpoint has one; no field says so
     * @throws ModelUnusable naming the field that is out of range or not supported
     */
    public static VitConfig of(Fields config, boolean pooler) {
        if (!config.node().path("qkv_bias").asBoolean(true)) {
            throw new ModelUnusable("The config.json says qkv_bias false; supported is true.");
        }
        boolean classifier = config.node()
                .path("architectures")
                .valueStream()
                .anyMatch(name -> name.asString("").equals("ViTForImageClassification"));
        return new VitConfig(
                config.encoder(BASE),
                config.imageSize(224, 16),
                config.size("patch_size", 16),
                classifier ? labels(config) : List.of(),
                pooler && !classifier);
    }

    /** By their numbers; two nameless ones where the file, saying nothing, means the default. */
    private static List<String> labels(Fields config) {
        JsonNode names = config.node().path("id2label");
        int count = names.isObject() ? names.size() : config.whole("num_labels", 2, 1, MAX_LABELS);
        if (count < 1 || count > MAX_LABELS) {
            throw new ModelUnusable(
                    "The id2label of the config.json has " + count + " labels; supported are 1 to " + MAX_LABELS + ".");
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode name = names.path(Integer.toString(i));
            if (names.isObject() && !name.isString()) {
                throw new ModelUnusable(
                        "The id2label of the config.json has " + count + " labels and no name for label " + i + ".");
            }
            labels.add(name.asString("LABEL_" + i));
        }
        return List.copyOf(labels);
    }

    /** What stands before the names of the tensors of the transformer itself. */
    String prefix() {
        return labels.isEmpty() ? "" : "vit.";
    }

    /** Every tensor of the checkpoint with its shape. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        int width = encoder.width();
        long side = imageSize / patchSize;
        shapes.put(prefix() + "embeddings.cls_token", new Shape(1, 1, width));
        shapes.put(prefix() + "embeddings.position_embeddings", new Shape(1, side * side + 1, width));
        shapes.put(
                prefix() + "embeddings.patch_embeddings.projection.weight", new Shape(width, 3, patchSize, patchSize));
        shapes.put(prefix() + "embeddings.patch_embeddings.projection.bias", new Shape(width));
        encoder.shapes(prefix() + "encoder.layer.", shapes);
        EncoderSpec.norm(prefix() + "layernorm", width, shapes);
        if (!labels.isEmpty()) {
            EncoderSpec.linear("classifier", labels.size(), width, shapes);
        }
        if (pooler) {
            EncoderSpec.linear("pooler.dense", width, width, shapes);
        }
        return shapes;
    }
}
