package dev.vitrine.vision.encoder;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The shape of a stack of transformer layers.
 *
 * @param width D; a multiple of {@code heads}
 * @param mlp the width between the two linear maps of a layer
 * @param order where the norms stand
 * @param epsilon of every layer norm
 * @param names of a layer's tensors
 */
public record EncoderSpec(
        int layers,
        int width,
        int heads,
        int mlp,
        Order order,
        Activation activation,
        float epsilon,
        LayerNames names) {

    /** Where the norms stand: before attention and MLP (CLIP, SigLIP, ViT), or after their residuals (BERT). */
    public enum Order {
        PRE,
        POST
    }

    /** The same with the first layers only. */
    public EncoderSpec withLayers(int count) {
        return new EncoderSpec(count, width, heads, mlp, order, activation, epsilon, names);
    }

    /** Whether a place's last state is the sum of what was added to it. */
    boolean sums() {
        return order == Order.PRE;
    }

    /** @throws IllegalStateException if {@link #sums} does not hold */
    void requireSum() {
        if (!sums()) {
            throw new IllegalStateException("no plain sum in layers whose norms stand after the residuals");
        }
    }

    /** Puts every tensor of the layers with its shape into a map; {@code prefix} ends with a dot. */
    public void shapes(String prefix, Map<String, Shape> shapes) {
        for (int i = 0; i < layers; i++) {
            String layer = prefix + i + ".";
            norm(layer + names.attentionNorm(), width, shapes);
            int rows = names.fused() ? 3 * width : width;
            names.projections().forEach(name -> linear(layer + name, rows, width, shapes));
            linear(layer + names.out(), width, width, shapes);
            norm(layer + names.mlpNorm(), width, shapes);
            linear(layer + names.up(), mlp, width, shapes);
            linear(layer + names.down(), width, mlp, shapes);
        }
    }

    /** The tensors of all layers with their shapes, without a prefix. */
    public Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes("", shapes);
        return shapes;
    }

    /** Puts a layer norm's two tensors. */
    public static void norm(String name, int width, Map<String, Shape> shapes) {
        shapes.put(name + ".weight", new Shape(width));
        shapes.put(name + ".bias", new Shape(width));
    }

    /** Puts a linear map's two tensors. */
    public static void linear(String name, int out, int in, Map<String, Shape> shapes) {
        shapes.put(name + ".weight", new Shape(out, in));
        shapes.put(name + ".bias", new Shape(out));
    }
}
