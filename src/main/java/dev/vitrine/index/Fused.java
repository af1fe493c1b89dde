package dev.vitrine.index;

import dev.vitrine.vector.UnitVector;
import org.jspecify.annotations.Nullable;

/**
 * An item's picture and text in one vector: both halves side by side, each scaled by the root of a half, so that the
 * cosine of two such vectors is the mean of the cosines of their pictures and of their texts. One that lacks a side has
 * zeros there, and is compared by the other.
 */
public final class Fused {

    private Fused() {}

    /**
     * Both sides in one.
     *
     * @throws IllegalArgumentException if there is neither
     */
    public static UnitVector of(@Nullable UnitVector picture, @Nullable UnitVector text) {
        return of(picture, text, 0.5);
    }

    /**
     * The same with the picture counting {@code weight} and the text the rest: its inner product with an item's vector
     * weighs their cosines by that, up to a factor.
     */
    public static UnitVector of(@Nullable UnitVector picture, @Nullable UnitVector text, double weight) {
        UnitVector either = picture == null ? text : picture;
        if (either == null) {
            throw new IllegalArgumentException("neither a picture nor a text to fuse");
        }
        int half = either.dimension();
        var values = new float[2 * half];
        copy(picture, picture != null && text != null ? weight : 1, values, 0);
        copy(text, picture != null && text != null ? 1 - weight : 1, values, half);
        return UnitVector.of(values);
    }

    /** A fused vector whose picture's half counts {@code weight} and whose text's half the rest. */
    public static UnitVector weighted(UnitVector fused, double weight) {
        float[] values = fused.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) (i < values.length / 2 ? weight : 1 - weight);
        }
        return isZero(values) ? fused : UnitVector.of(values);
    }

    /** Share of the pictures in how alike two fused vectors are, 0 to 1; half where neither is alike. */
    public static double pictureShare(UnitVector a, UnitVector b) {
        float[] left = a.toArray();
        float[] right = b.toArray();
        int half = left.length / 2;
        double picture = 0;
        double text = 0;
        for (int i = 0; i < half; i++) {
            picture += left[i] * right[i];
            text += left[i + half] * right[i + half];
        }
        double all = Math.max(0, picture) + Math.max(0, text);
        return all == 0 ? 0.5 : Math.max(0, picture) / all;
    }

    private static void copy(@Nullable UnitVector vector, double weight, float[] into, int at) {
        if (vector != null) {
            float[] values = vector.toArray();
            for (int i = 0; i < values.length; i++) {
                into[at + i] = (float) (weight * values[i]);
            }
        }
    }

    private static boolean isZero(float[] values) {
        for (float value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
