package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import dev.vitrine.tensor.Torch;
import dev.vitrine.tensor.Weights;
import org.jspecify.annotations.Nullable;

/** The steps that models are made of, in operations that the engine can differentiate. */
public final class Steps {

    private Steps() {}

    /**
     * x W^T + b.
     *
     * @param x [..., in]
     * @param w the place of {@code weight} [out, in] and {@code bias} [out]
     * @return [..., out]
     */
    public static NDArray linear(NDArray x, Weights w) {
        return Linear.linear(x, w.get("weight"), w.get("bias")).singletonOrThrow();
    }

    /** Layer norm over the last axis (arXiv 1607.06450). */
    public static NDArray norm(NDArray x, Weights w, float epsilon) {
        NDArray weight = w.get("weight");
        return LayerNorm.layerNorm(x, weight.getShape(), weight, w.get("bias"), epsilon)
                .singletonOrThrow();
    }

    /**
     * Multi-head attention before its output projection.
     *
     * @param q [B, F, D]
     * @param k [B, S, D]
     * @param v [B, S, D]
     * @param mask added to the scores, broadcast to [B, heads, F, S]; null for none
     * @return [B, F, D]
     */
    public static NDArray attention(NDArray q, NDArray k, NDArray v, int heads, @Nullable NDArray mask) {
        long width = q.getShape().get(2);
        NDArray mixed = shares(q, k, heads, mask).matMul(heads(v, heads)); // [B, H, F, D/H]
        return mixed.swapAxes(1, 2).reshape(q.getShape().get(0), q.getShape().get(1), width); // [B, F, D]
    }

    /** How each place of {@code q} divides its attention among those of {@code k}: [B, heads, F, S], rows sum to 1. */
    public static NDArray shares(NDArray q, NDArray k, int heads, @Nullable NDArray mask) {
        double scale = 1 / Math.sqrt(q.getShape().get(2) / (double) heads);
        NDArray scores =
                heads(Torch.times(q, scale), heads).matMul(heads(k, heads).swapAxes(2, 3)); // [B, H, F, S]
        return (mask == null ? scores : scores.add(mask)).softmax(-1);
    }

    /** The heads apart: [B, S, D] to [B, heads, S, D/heads]. */
    public static NDArray heads(NDArray x, int heads) {
        Shape shape = x.getShape();
        return x.reshape(shape.get(0), shape.get(1), heads, shape.get(2) / heads)
                .swapAxes(1, 2); // [B, H, S, D/H]
    }

    /**
     * Cuts pictures into patches and maps each to a vector, row by row.
     *
     * @param pixels [B, 3, H, W]
     * @param w the place of {@code weight} [D, 3, p, p] and, perhaps, {@code bias}
     * @return [B, (H/p) (W/p), D]
     */
    public static NDArray patches(NDArray pixels, Weights w) {
        return patches(pixels, w.get("weight"), w.has("bias") ? w.get("bias") : null);
    }

    /** The same by a kernel [D, 3, p, p] and, perhaps, a bias [D]. */
    public static NDArray patches(NDArray pixels, NDArray weight, @Nullable NDArray bias) {
        long width = weight.getShape().get(0);
        var stride = new Shape(weight.getShape().get(2), weight.getShape().get(3));
        NDArray grid = Conv2d.conv2d(pixels, weight, bias, stride).singletonOrThrow(); // [B, D, H/p, W/p]
        return grid.reshape(pixels.getShape().get(0), width, -1).swapAxes(1, 2);
    }

    /**
     * Puts the same first place before every sequence.
     *
     * @param first any shape of D values
     * @param x [B, S, D]
     * @return [B, 1 + S, D]
     */
    public static NDArray before(NDArray first, NDArray x) {
        long batch = x.getShape().get(0);
        long width = x.getShape().get(2);
        return first.reshape(1, 1, width).broadcast(new Shape(batch, 1, width)).concat(x, 1);
    }

    /** Rows of unit length. */
    public static NDArray unit(NDArray x) {
        return x.div(x.square().sum(new int[] {-1}, true).sqrt());
    }
}
