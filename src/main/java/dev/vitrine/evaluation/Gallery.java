package dev.vitrine.evaluation;

import dev.vitrine.vector.UnitVector;
import java.util.List;

/** Vectors to search by brute force. Immutable. */
public final class Gallery {

    private final float[][] vectors;

    /** A gallery of these vectors, by their index. */
    public Gallery(List<UnitVector> vectors) {
        this.vectors = vectors.stream().map(UnitVector::toArray).toArray(float[][]::new);
    }

    /** How many vectors. */
    public int size() {
        return vectors.length;
    }

    /**
     * The indexes of the nearest, nearest first; among equals the lower index first.
     *
     * @param without an index to leave out, -1 for none
     */
    public int[] nearest(UnitVector query, int limit, int without) {
        float[] values = query.toArray();
        int[] best = new int[Math.min(limit, vectors.length - (without < 0 ? 0 : 1))];
        double[] scores = new double[best.length];
        int count = 0;
        for (int i = 0; i < vectors.length; i++) {
            if (i == without) {
                continue;
            }
            double score = dot(values, vectors[i]);
            if (count == best.length && score <= scores[count - 1]) {
                continue;
            }
            int place = count < best.length ? count++ : count - 1;
            while (place > 0 && scores[place - 1] < score) {
                scores[place] = scores[place - 1];
                best[place] = best[place - 1];
                place--;
            }
            scores[place] = score;
            best[place] = i;
        }
        return best;
    }

    private static double dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
