package dev.vitrine.vector;

import java.util.Arrays;
import java.util.Collection;

/**
 * A direction: float32 values whose Euclidean norm is 1 (within 1e-5). Immutable, safe to share between threads.
 *
 * <p>The dot product of two unit vectors is their cosine, in [-1, 1].
 */
public final class UnitVector {

    private static final boolean WIDE =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

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

    /** The cosine with a vector of the same dimension, in [-1, 1] up to rounding (1e-6). */
    public double dot(UnitVector other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException("dimensions differ: " + values.length + " and " + other.values.length);
        }
        return WIDE ? WideProduct.of(values, other.values) : product(values, other.values);
    }

    /** Where the virtual machine was not told to have vector instructions. */
    static double product(float[] ours, float[] theirs) {
        // Four sums at once: one would wait for itself at every step.
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < ours.length; i += 4) {
            a = Math.fma(ours[i], theirs[i], a);
            b = Math.fma(ours[i + 1], theirs[i + 1], b);
            c = Math.fma(ours[i + 2], theirs[i + 2], c);
            d = Math.fma(ours[i + 3], theirs[i + 3], d);
        }
        double sum = (double) a + b + ((double) c + d);
        for (; i < ours.length; i++) {
            sum += (double) ours[i] * theirs[i];
        }
        return sum;
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
