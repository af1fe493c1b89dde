package dev.vitrine.vision.siglip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** A square grid of position embeddings resized to a picture's: bilinear, antialiased when shrinking. */
final class PositionGrid {

    private PositionGrid() {}

    /** What each place of the grid gives to each patch, row by row: [rows * columns, side * side]. */
    static NDArray weights(NDManager manager, int side, int rows, int columns) {
        float[][] vertical = axis(side, rows);
        float[][] horizontal = axis(side, columns);
        float[] weights = new float[rows * columns * side * side];
        int place = 0;
        for (float[] row : vertical) {
            for (float[] column : horizontal) {
                for (float v : row) {
                    for (float h : column) {
                        weights[place++] = v * h;
                    }
                }
            }
        }
        return manager.create(weights, new Shape((long) rows * columns, (long) side * side));
    }

    private static float[][] axis(int side, int count) {
        double scale = (double) side / count;
        double support = Math.max(scale, 1);
        float[][] weights = new float[count][side];
        for (int target = 0; target < count; target++) {
            double centre = (target + 0.5) * scale - 0.5;
            double sum = 0;
            for (int source = 0; source < side; source++) {
                sum += Math.max(0, 1 - Math.abs(source - centre) / support);
            }
            for (int source = 0; source < side; source++) {
                weights[target][source] = (float) (Math.max(0, 1 - Math.abs(source - centre) / support) / sum);
            }
        }
        return weights;
    }
}
