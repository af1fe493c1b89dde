package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.InferenceThread;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** Many inputs through a model, some at a time. */
public final class Batches {

    /** Bounds the memory of one forward pass. */
    private static final int BATCH = 32;

    private Batches() {}

    /** A forward pass whose result has one row, or one block of rows, for each input. */
    @FunctionalInterface
    public interface Forward<T> {

        /** [B, ...]. */
        NDArray run(List<T> batch);
    }

    /**
     * The direction of a model's output.
     *
     * @throws ModelUnusable if it has none: finite weights can still overflow on their way through the layers
     */
    public static UnitVector direction(String model, float... values) {
        try {
            return UnitVector.of(values);
        } catch (IllegalArgumentException e) {
            throw new ModelUnusable(
                    "The model " + model + " gives no usable vector: " + e.getMessage() + "; its weights are damaged.");
        }
    }

    /** Each input's values, in order. */
    public static <T> List<float[]> rows(List<T> inputs, Priority priority, Forward<T> forward) {
        List<float[]> rows = new ArrayList<>(inputs.size());
        for (int from = 0; from < inputs.size(); from += BATCH) {
            List<T> batch = inputs.subList(from, Math.min(from + BATCH, inputs.size()));
            Callable<float[]> call = () -> {
                try (var scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    return forward.run(batch).toFloatArray();
                }
            };
            float[] values = InferenceThread.run(priority == Priority.BULK, call);
            int size = values.length / batch.size();
            for (int i = 0; i < batch.size(); i++) {
                rows.add(Arrays.copyOfRange(values, i * size, (i + 1) * size));
            }
        }
        return rows;
    }

    /** Resized pictures of one size as a model's input: [B, 3, H, W]. */
    public static NDArray pixels(List<RgbImage> resized, Preprocessing preprocessing, NDManager manager) {
        int width = resized.getFirst().width();
        int height = resized.getFirst().height();
        float[] pixels = new float[resized.size() * 3 * width * height];
        for (int i = 0; i < resized.size(); i++) {
            preprocessing.normalise(resized.get(i), pixels, i * 3 * width * height);
        }
        return manager.create(pixels, new Shape(resized.size(), 3, height, width));
    }
}
