package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import dev.vitrine.tensor.Weights;
import org.jspecify.annotations.Nullable;

/**
 * The pre-norm transformer encoder that every tower shares; tensor names as in Hugging Face's {@code CLIPEncoder}.
 * Differentiable: training and serving run the same code.
 */
final class Encoder {

    private Encoder() {}

    /**
     * Runs all layers, the last one for a single place of each sequence: only that place becomes a vector, and the others
     * would cost as much again as it does.
     *
     * @param x [B, S, D]
     * @param layers the place of the numbered layers
     * @param mask added to the attention scores, [S, S] of 0 and a large negative number; null to attend to everything
     * @param pooled the wanted place, [B, 1, S] of one 1 each
     * @return [B, D]
     */
    static NDArray forward(NDArray x, Weights layers, ClipConfig.Tower tower, @Nullable NDArray mask, NDArray pooled) {
        for (int i = 0; i < tower.layers() - 1; i++) {
            Weights layer = layers.in(i);
            NDArray normed = norm(x, layer.in("layer_norm1"), tower);
            x = x.add(attention(normed, normed, layer.in("self_attn"), tower, mask));
            x = x.add(mlp(norm(x, layer.in("layer_norm2"), tower), layer.in("mlp"), tower));
        }
        Weights last = layers.in(tower.layers() - 1);
        NDArray normed = norm(x, last.in("layer_norm1"), tower);
        NDArray seen = mask == null ? null : pooled.matMul(mask).expandDims(1); // [B, 1, 1, S]
        x = pooled.matMul(x); // [B, 1, D]
        x = x.add(attention(pooled.matMul(normed), normed, last.in("self_attn"), tower, seen));
        x = x.add(mlp(norm(x, last.in("layer_norm2"), tower), last.in("mlp"), tower));
        return x.squeeze(1);
    }

    static NDArray norm(NDArray x, Weights norm, ClipConfig.Tower tower) {
        return LayerNorm.layerNorm(x, new Shape(tower.width()), norm.get("weight"), norm.get("bias"), tower.epsilon())
                .singletonOrThrow();
    }

    /** Multi-head attention from the places of {@code x} to those of {@code to}. */
    private static NDArray attention(NDArray x, NDArray to, Weights w, ClipConfig.Tower tower, @Nullable NDArray mask) {
        long batch = x.getShape().get(0);
        long from = x.getShape().get(1);
        int size = tower.width() / tower.heads();
        NDArray q = heads(linear(x, w.in("q_proj")).mul((float) (1 / Math.sqrt(size))), tower); // [B, H, F, D/H]
        NDArray k = heads(linear(to, w.in("k_proj")), tower); // [B, H, S, D/H]
        NDArray v = heads(linear(to, w.in("v_proj")), tower); // [B, H, S, D/H]
        NDArray scores = q.matMul(k.swapAxes(2, 3)); // [B, H, F, S]
        if (mask != null) {
            scores = scores.add(mask);
        }
        NDArray mixed = scores.softmax(-1).matMul(v); // [B, H, F, D/H]
        return linear(mixed.swapAxes(1, 2).reshape(batch, from, tower.width()), w.in("out_proj")); // [B, F, D]
    }

    private static NDArray heads(NDArray x, ClipConfig.Tower tower) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), shape.get(1), tower.heads(), tower.width() / tower.heads())
                .swapAxes(1, 2);
    }

    private static NDArray mlp(NDArray x, Weights w, ClipConfig.Tower tower) {
        NDArray hidden = linear(x, w.in("fc1")); // [B, S, M]
        NDArray active = tower.activation().equals("gelu")
                ? Activation.gelu(hidden)
                : hidden.mul(Activation.sigmoid(hidden.mul(1.702f)));
        return linear(active, w.in("fc2")); // [B, S, D]
    }

    private static NDArray linear(NDArray x, Weights w) {
        return Linear.linear(x, w.get("weight"), w.get("bias")).singletonOrThrow();
    }
}
