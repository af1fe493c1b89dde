package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.encoder.Steps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A CLIP's picture tower in BLIP's layout. They differ in two things. BLIP keeps query, key and value in one matrix. And
 * CLIP norms the embedded patches before its layers, which BLIP does not: subtracting the mean and the norm's own scale
 * and shift are linear and go into the patch and position embeddings; the division by each patch's deviation becomes the
 * division by the usual one, measured on pictures. A few training steps make up for the difference.
 */
final class ClipTower {

    private static final String PLACE = "vision_model.embeddings.";

    private ClipTower() {}

    /**
     * The tower's tensors by BLIP's names, the CLIP's own arrays where nothing changes.
     *
     * @param pixels pictures to measure on, [B, 3, H, H]
     */
    static Map<String, NDArray> asBlip(ClipConfig config, Map<String, NDArray> clip, NDArray pixels) {
        Map<String, NDArray> blip = new LinkedHashMap<>();
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Weights from = Weights.of(clip);
            embeddings(config, from, pixels, blip);
            for (int i = 0; i < config.vision().encoder().layers(); i++) {
                String layer = "vision_model.encoder.layers." + i + ".";
                for (String part : List.of("weight", "bias")) {
                    NDArray q = from.get(layer + "self_attn.q_proj." + part);
                    NDArray k = from.get(layer + "self_attn.k_proj." + part);
                    NDArray v = from.get(layer + "self_attn.v_proj." + part);
                    blip.put(layer + "self_attn.qkv." + part, q.concat(k, 0).concat(v, 0));
                    blip.put(layer + "self_attn.projection." + part, from.get(layer + "self_attn.out_proj." + part));
                    for (String same : List.of("layer_norm1", "layer_norm2", "mlp.fc1", "mlp.fc2")) {
                        blip.put(layer + same + "." + part, from.get(layer + same + "." + part));
                    }
                }
            }
            for (String part : List.of("weight", "bias")) {
                String name = "vision_model.post_layernorm." + part;
                blip.put(name, from.get(name));
            }
            blip.values().forEach(NDScope::unregister);
        }
        return blip;
    }

    private static void embeddings(ClipConfig config, Weights clip, NDArray pixels, Map<String, NDArray> blip) {
        int width = config.vision().encoder().width();
        NDArray scale = clip.get("vision_model.pre_layrnorm.weight");
        NDArray shift = clip.get("vision_model.pre_layrnorm.bias");
        NDArray first = clip.get(PLACE + "class_embedding").reshape(1, width);
        NDArray places = clip.get(PLACE + "position_embedding.weight"); // [S, D]
        NDArray patches = clip.get(PLACE + "patch_embedding.weight"); // [D, 3, p, p]
        NDArray embedded = Steps.patches(pixels, clip.in("vision_model.embeddings.patch_embedding")); // [B, S - 1, D]
        double patch = 1 / deviation(embedded.add(places.get("1:")));
        double token = 1 / deviation(first.add(places.get("0:1")));
        NDArray centred = patches.sub(patches.mean(new int[] {0}, true));
        blip.put(
                PLACE + "patch_embedding.weight",
                centred.mul(scale.reshape(width, 1, 1, 1)).mul((float) patch));
        blip.put(PLACE + "patch_embedding.bias", patches.getManager().zeros(new Shape(width)));
        blip.put(
                PLACE + "class_embedding",
                centred(first).mul(scale).mul((float) token).reshape(1, 1, width));
        NDArray own = centred(places).mul(scale); // [S, D]
        NDArray scaled = own.get("0:1").mul((float) token).concat(own.get("1:").mul((float) patch), 0);
        blip.put(PLACE + "position_embedding", scaled.add(shift).reshape(1, -1, width));
    }

    private static NDArray centred(NDArray rows) {
        return rows.sub(rows.mean(new int[] {-1}, true));
    }

    /** The usual deviation of a vector's values from their mean. */
    private static double deviation(NDArray vectors) {
        NDArray centred = centred(vectors);
        return centred.square().mean(new int[] {-1}).sqrt().mean().getFloat();
    }
}
