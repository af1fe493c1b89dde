package dev.vitrine.tensor;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * A model's tensors by their checkpoint names, and a place in that tree. The shapes were checked when the map was made.
 *
 * @param at the prefix with its trailing dot, or empty
 */
public record Weights(Map<String, NDArray> all, String at) {

    /** The root of a model's tensors. */
    public static Weights of(Map<String, NDArray> all) {
        return new Weights(all, "");
    }

    /** The place below. */
    public Weights in(String name) {
        return new Weights(all, at + name + ".");
    }

    /** The place of a numbered layer. */
    public Weights in(int layer) {
        return in(Integer.toString(layer));
    }

    /** Whether there is a tensor of that name. */
    public boolean has(String name) {
        return all.containsKey(at + name);
    }

    /** The tensor of that name. */
    public NDArray get(String name) {
        NDArray tensor = all.get(at + name);
        if (tensor == null) {
            throw new IllegalStateException("no tensor " + at + name);
        }
        return tensor;
    }
}
