package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
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
     * Cuts pictures into patches and maps each to a vector, row by row: a convolution whose stride is its size, as a product of
     * matrices, which is differentiated by the same sure code as everything else.
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
        long side = weight.getShape().get(2);
        Shape shape = pixels.getShape();
        long rows = shape.get(2) / side;
        long columns = shape.get(3) / side;
        if (rows * side < shape.get(2) || columns * side < shape.get(3)) { // what fills no patch is left out
            pixels = pixels.get(":, :, 0:" + rows * side + ", 0:" + columns * side);
        }
        NDArray patches = pixels.reshape(shape.get(0), 3, rows, side, columns, side)
                .transpose(0, 2, 4, 1, 3, 5)
                .reshape(shape.get(0), rows * columns, 3 * side * side); // [B, (H/p) (W/p), 3 p p]
        return Linear.linear(patches, weight.reshape(width, -1), bias).singletonOrThrow();
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

    /**
     * Picks along the first axis.
     *
     * @param x [B, ...]
     * @param rows indexes below B; one may occur several times
     * @return [rows, ...]
     */
    public static NDArray rows(NDArray x, long[] rows) {
        long[] sizes = x.getShape().getShape().clone();
        NDArray table = x.reshape(sizes[0], -1);
        sizes[0] = rows.length;
        return Embedding.embedding(x.getManager().create(rows), table, SparseFormat.DENSE)
                .singletonOrThrow()
                .reshape(sizes);
    }

    /** Rows of unit length. */
    public static NDArray unit(NDArray x) {
        return x.div(x.square().sum(new int[] {-1}, true).sqrt());
    }
}
