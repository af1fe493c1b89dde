package dev.vitrine.vision;

import dev.vitrine.vector.UnitVector;
import java.util.List;

/**
 * What a model saw where: one vector of the common space per patch of a picture (MaskCLIP, arXiv 2112.01071).
 *
 * @param area the part of the picture that the grid covers
 * @param vectors row by row from the upper left
 */
public record PatchGrid(int rows, int columns, Area area, List<UnitVector> vectors) {

    /** A rectangle in shares of the picture's width and height; beyond 0 and 1 where the model saw a black margin. */
    public record Area(double left, double top, double width, double height) {

        /** The whole picture. */
        public static final Area ALL = new Area(0, 0, 1, 1);
    }

    /** The cosine of each patch with a text, row by row. */
    public double[] cosines(UnitVector text) {
        return vectors.stream().mapToDouble(text::dot).toArray();
    }
}
