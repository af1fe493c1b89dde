package dev.vitrine.vision;

import dev.vitrine.vector.UnitVector;
import java.util.List;

/**
 * What each patch of a picture adds to the picture's vector, so that a match with words can be shown on the picture. The
 * values of a patch are a part of the vector, not a direction: with a text's vector they give that patch's share of the
 * cosine, and the shares of all patches, with what does not come from a place (biases, the layers' MLPs, the start
 * values), sum to it.
 *
 * @param area the part of the picture that the grid covers
 * @param whole the picture's vector, from the same pass
 * @param parts row by row from the upper left, each of the space's dimension
 */
public record PatchGrid(int rows, int columns, Area area, UnitVector whole, List<float[]> parts) {

    /** A rectangle in shares of the picture's width and height; beyond 0 and 1 where the model saw a black margin. */
    public record Area(double left, double top, double width, double height) {

        /** The whole picture. */
        public static final Area ALL = new Area(0, 0, 1, 1);
    }

    /** Each patch's share of the cosine with a text, row by row; negative where it speaks against the text. */
    public double[] shares(UnitVector text) {
        return parts.stream().mapToDouble(part -> share(part, text)).toArray();
    }

    private static double share(float[] part, UnitVector text) {
        float[] values = text.toArray();
        double sum = 0;
        for (int i = 0; i < part.length; i++) {
            sum += (double) part[i] * values[i];
        }
        return sum;
    }
}
