package dev.vitrine.vector;

import java.util.Arrays;
import java.util.Collection;

/**
 * A direction: float32 values whose Euclidean norm is 1 (within 1e-5). Immutable, safe to share between threads.
 *
 * <p>The dot product of two unit vectors is their cosine, in [-1, 1].
 */
public final class UnitVector {

    private final float[] values;

    private UnitVector(float[] values) {
        this.values = values;
    }

    /**
     * The direction of the given values. The array is copied.
     *
     * @throws IllegalArgumentException if the array is empty, all zero, or holds a value that is not finite
     */
    public static UnitVector of(float... values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            throw new IllegalArgumentException("no direction in a vector of norm " + Math.sqrt(squares));
        }
        double norm = Math.sqrt(squares);
        float[] unit = new float[values.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (values[i] / norm);
        }
        return new UnitVector(unit);
    }

    /** A vector and how much it counts; a negative weight pushes away. */
    public record Weighted(UnitVector vector, double weight) {}

    /**
     * The direction of the weighted sum.
     *
     * @throws IllegalArgumentException if there is nothing to add or the sum has no direction
     */
    public static UnitVector blend(Collection<Weighted> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing to blend");
        }
        double[] sum = new double[parts.iterator().next().vector().dimension()];
        for (Weighted part : parts) {
            float[] values = part.vector().values;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += part.weight() * values[i];
            }
        }
        float[] total = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            total[i] = (float) sum[i];
        }
        return of(total);
    }

    /** How many values. */
    public int dimension() {
        return values.length;
    }

    /** The cosine with a vector of the same dimension, in [-1, 1] up to rounding. */
    public double dot(UnitVector other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException("dimensions differ: " + values.length + " and " + other.values.length);
        }
        float[] theirs = other.values;
        // Four sums at once: one would wait for itself at every step.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            a += (double) values[i] * theirs[i];
            b += (double) values[i + 1] * theirs[i + 1];
            c += (double) values[i + 2] * theirs[i + 2];
            d += (double) values[i + 3] * theirs[i + 3];
        }
        for (; i < values.length; i++) {
            a += (double) values[i] * theirs[i];
        }
        return a + b + (c + d);
    }

    /** A copy of the values. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnitVector that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "UnitVector[" + values.length + "]";
    }
}
