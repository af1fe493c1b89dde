package dev.vitrine.affinity;

import java.util.stream.IntStream;

/**
 * Inverts a symmetric positive definite matrix in place: Gauss-Jordan elimination by blocks, so that almost all of the n³
 * multiplications are a product with a panel that stays in the cache. Positive definite matrices need no pivots.
 */
final class SymmetricInverse {

    private static final int BLOCK = 64;

    private SymmetricInverse() {}

    /** @throws ArithmeticException if the matrix is not positive definite */
    static void invert(double[][] matrix) {
        for (int from = 0; from < matrix.length; from += BLOCK) {
            eliminate(matrix, from, Math.min(BLOCK, matrix.length - from));
        }
    }

    private static void eliminate(double[][] matrix, int from, int size) {
        double[][] pivot = new double[size][];
        for (int k = 0; k < size; k++) {
            pivot[k] = java.util.Arrays.copyOfRange(matrix[from + k], from, from + size);
        }
        invertSmall(pivot);
        double[][] panel = panel(matrix, from, size, pivot);
        IntStream.range(0, matrix.length)
                .parallel()
                .filter(i -> i < from || i >= from + size)
                .forEach(i -> subtract(matrix[i], from, size, panel, pivot));
        for (int k = 0; k < size; k++) {
            matrix[from + k] = panel[k];
            System.arraycopy(pivot[k], 0, matrix[from + k], from, size);
        }
    }

    /** The block's rows multiplied by its inverse; zero within the block itself. */
    private static double[][] panel(double[][] matrix, int from, int size, double[][] pivot) {
        return IntStream.range(0, size)
                .parallel()
                .mapToObj(k -> {
                    double[] row = new double[matrix.length];
                    for (int l = 0; l < size; l++) {
                        add(row, pivot[k][l], matrix[from + l]);
                    }
                    java.util.Arrays.fill(row, from, from + size, 0);
                    return row;
                })
                .toArray(double[][]::new);
    }

    private static void subtract(double[] row, int from, int size, double[][] panel, double[][] pivot) {
        double[] factors = java.util.Arrays.copyOfRange(row, from, from + size);
        int k = 0;
        for (; k + 3 < size; k += 4) {
            addFour(row, factors, k, panel);
        }
        for (; k < size; k++) {
            add(row, -factors[k], panel[k]);
        }
        for (int l = 0; l < size; l++) {
            double sum = 0;
            for (int m = 0; m < size; m++) {
                sum += factors[m] * pivot[m][l];
            }
            row[from + l] = -sum;
        }
    }

    private static void addFour(double[] row, double[] factors, int k, double[][] panel) {
        double a = factors[k];
        double b = factors[k + 1];
        double c = factors[k + 2];
        double d = factors[k + 3];
        double[] first = panel[k];
        double[] second = panel[k + 1];
        double[] third = panel[k + 2];
        double[] fourth = panel[k + 3];
        for (int j = 0; j < row.length; j++) {
            row[j] -= a * first[j] + b * second[j] + c * third[j] + d * fourth[j];
        }
    }

    private static void add(double[] row, double factor, double[] other) {
        for (int j = 0; j < row.length; j++) {
            row[j] += factor * other[j];
        }
    }

    private static void invertSmall(double[][] block) {
        for (int k = 0; k < block.length; k++) {
            double pivot = block[k][k];
            if (!(pivot > 0)) {
                throw new ArithmeticException("the matrix is not positive definite");
            }
            block[k][k] = 1;
            for (int j = 0; j < block.length; j++) {
                block[k][j] /= pivot;
            }
            for (int i = 0; i < block.length; i++) {
                if (i != k) {
                    double factor = block[i][k];
                    block[i][k] = 0;
                    add(block[i], -factor, block[k]);
                }
            }
        }
    }
}
