package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.InferencePool;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * Inputs of one kind through a model, those of several callers together.
 *
 * @param <T> a resized picture, or a text's token ids
 */
public final class Batches<T> {

    /** Texts whose lengths differ by fewer tokens go through together. */
    private static final int LENGTH_STEP = 8;

    private final InferencePool.Lane<T, float[]> lane;

    private Batches(ToIntFunction<T> shape, Forward<T> forward) {
        lane = InferencePool.shared().lane(shape, batch -> rows(batch, forward));
    }

    /** Pictures; those of one size go through together. */
    public static Batches<RgbImage> ofPictures(
            Preprocessing preprocessing, NDManager manager, UnaryOperator<NDArray> forward) {
        return new Batches<>(
                picture -> picture.width() << 16 | picture.height(),
                batch -> forward.apply(pixels(batch, preprocessing, manager)));
    }

    /** Texts; those of like length go through together, since a pass is padded to its longest. */
    public static Batches<long[]> ofTexts(Forward<long[]> forward) {
        return new Batches<>(ids -> ids.length / LENGTH_STEP, forward);
    }

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

    /**
     * Each input's values, in order.
     *
     * @throws dev.vitrine.tensor.InferenceBusy if too many wait, or it takes too long until it is their turn
     */
    public List<float[]> rows(List<T> inputs, Priority priority) {
        return lane.run(inputs, priority == Priority.BULK);
    }

    /** One pass; all arrays of the computation are freed. */
    private static <T> List<float[]> rows(List<T> batch, Forward<T> forward) {
        try (var scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            float[] values = forward.run(batch).toFloatArray();
            int size = values.length / batch.size();
            List<float[]> rows = new ArrayList<>(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                rows.add(Arrays.copyOfRange(values, i * size, (i + 1) * size));
            }
            return rows;
        }
    }

    /** Resized pictures of one size as a model's input: [B, 3, H, W]. */
    private static NDArray pixels(List<RgbImage> resized, Preprocessing preprocessing, NDManager manager) {
        int width = resized.getFirst().width();
        int height = resized.getFirst().height();
        float[] pixels = new float[resized.size() * 3 * width * height];
        for (int i = 0; i < resized.size(); i++) {
            preprocessing.normalise(resized.get(i), pixels, i * 3 * width * height);
        }
        return manager.create(pixels, new Shape(resized.size(), 3, height, width));
    }
}
