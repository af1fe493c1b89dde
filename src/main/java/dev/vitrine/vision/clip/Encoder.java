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
     * Runs all layers.
     *
     * @param x [B, S, D]
     * @param layers the place of the numbered layers
     * @param mask added to the attention scores, [S, S] of 0 and -inf; null to attend to everything
     * @return [B, S, D]
     */
    static NDArray forward(NDArray x, Weights layers, ClipConfig.Tower tower, @Nullable NDArray mask) {
        for (int i = 0; i < tower.layers(); i++) {
            Weights layer = layers.in(i);
            x = x.add(attention(norm(x, layer.in("layer_norm1"), tower), layer.in("self_attn"), tower, mask));
            x = x.add(mlp(norm(x, layer.in("layer_norm2"), tower), layer.in("mlp"), tower));
        }
        return x;
    }

    static NDArray norm(NDArray x, Weights norm, ClipConfig.Tower tower) {
        return LayerNorm.layerNorm(x, new Shape(tower.width()), norm.get("weight"), norm.get("bias"), tower.epsilon())
                .singletonOrThrow();
    }

    private static NDArray attention(NDArray x, Weights w, ClipConfig.Tower tower, @Nullable NDArray mask) {
        long batch = x.getShape().get(0);
        long length = x.getShape().get(1);
        int size = tower.width() / tower.heads();
        NDArray q =
                heads(linear(x, w.in("q_proj")).mul((float) (1 / Math.sqrt(size))), batch, length, tower.heads(), size);
        NDArray k = heads(linear(x, w.in("k_proj")), batch, length, tower.heads(), size);
        NDArray v = heads(linear(x, w.in("v_proj")), batch, length, tower.heads(), size);
        NDArray scores = q.matMul(k.swapAxes(2, 3)); // [B, H, S, S]
        if (mask != null) {
            scores = scores.add(mask);
        }
        NDArray mixed = scores.softmax(-1).matMul(v); // [B, H, S, D/H]
        return linear(mixed.swapAxes(1, 2).reshape(batch, length, tower.width()), w.in("out_proj")); // [B, S, D]
    }

    private static NDArray heads(NDArray x, long batch, long length, int heads, int size) {
        return x.reshape(batch, length, heads, size).swapAxes(1, 2); // [B, H, S, D/H]
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
