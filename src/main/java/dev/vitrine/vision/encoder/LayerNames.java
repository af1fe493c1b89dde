package dev.vitrine.vision.encoder;

import java.util.List;

/**
 * What the tensors of one layer are called, each without {@code .weight} and {@code .bias}.
 *
 * @param projections the names of the query, key and value projections, or one name where they are fused in that order
 *     into [3 D, D]
 * @param out the projection after the heads
 * @param attentionNorm the norm of the attention: before it, or after its residual
 * @param up the map from D to the wide layer
 * @param down the map back
 * @param mlpNorm the norm of these two: before them, or after their residual
 */
public record LayerNames(
        List<String> projections, String out, String attentionNorm, String up, String down, String mlpNorm) {

    /** CLIP, Chinese-CLIP's pictures, SigLIP. */
    public static final LayerNames CLIP = new LayerNames(
            List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            "self_attn.out_proj",
            "layer_norm1",
            "mlp.fc1",
            "mlp.fc2",
            "layer_norm2");

    /** BERT, Chinese-CLIP's texts, BLIP's texts. */
    public static final LayerNames BERT = new LayerNames(
            List.of("attention.self.query", "attention.self.key", "attention.self.value"),
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");

    /** ViT and its classifiers. */
    public static final LayerNames VIT = new LayerNames(
            List.of("attention.attention.query", "attention.attention.key", "attention.attention.value"),
            "attention.output.dense",
            "layernorm_before",
            "intermediate.dense",
            "output.dense",
            "layernorm_after");

    /** BLIP's pictures. */
    public static final LayerNames BLIP = new LayerNames(
            List.of("self_attn.qkv"), "self_attn.projection", "layer_norm1", "mlp.fc1", "mlp.fc2", "layer_norm2");

    /** Whether query, key and value are one projection. */
    public boolean fused() {
        return projections.size() == 1;
    }
}
