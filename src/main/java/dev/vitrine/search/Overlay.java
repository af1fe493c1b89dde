package dev.vitrine.search;

import dev.vitrine.vision.PatchGrid;
import dev.vitrine.vision.RgbImage;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/** A heat map over a picture: the patches' shares, spread between their centres, from clear to red. */
final class Overlay {

    /** Larger pictures are drawn smaller: the grid has no more to say. */
    private static final int MAX_SIDE = 640;

    private static final int RED = 0xe0;
    private static final int GREEN = 0x30;
    private static final double OPACITY = 0.65;

    private final Why.Explanation explanation;
    private final double most;

    Overlay(Why.Explanation explanation) {
        this.explanation = explanation;
        most = explanation.shares().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    byte[] png(RgbImage picture) {
        BufferedImage drawn = scaled(picture);
        for (int y = 0; y < drawn.getHeight(); y++) {
            for (int x = 0; x < drawn.getWidth(); x++) {
                double heat = heat((x + 0.5) / drawn.getWidth(), (y + 0.5) / drawn.getHeight());
                drawn.setRGB(x, y, warmed(drawn.getRGB(x, y), OPACITY * heat));
            }
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(drawn, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static BufferedImage scaled(RgbImage picture) {
        var whole = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = picture.pixels();
        for (int i = 0; i < pixels.length / 3; i++) {
            int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | pixels[3 * i + 2] & 0xff;
            whole.setRGB(i % picture.width(), i / picture.width(), rgb);
        }
        double scale = Math.min(1, MAX_SIDE / (double) Math.max(picture.width(), picture.height()));
        if (scale == 1) {
            return whole;
        }
        int width = Math.max(1, (int) Math.round(scale * picture.width()));
        int height = Math.max(1, (int) Math.round(scale * picture.height()));
        var small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = small.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(whole, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    /**
     * In [0, 1] at a place of the picture: bilinear between the centres of the patches, 0 where the model did not look or
     * nothing speaks for the words.
     */
    double heat(double x, double y) {
        PatchGrid.Area area = explanation.area();
        double column = (x - area.left()) / area.width() * explanation.columns();
        double row = (y - area.top()) / area.height() * explanation.rows();
        if (most <= 0 || column < 0 || row < 0 || column > explanation.columns() || row > explanation.rows()) {
            return 0;
        }
        double atColumn = Math.clamp(column - 0.5, 0, explanation.columns() - 1);
        double atRow = Math.clamp(row - 0.5, 0, explanation.rows() - 1);
        int left = (int) atColumn;
        int top = (int) atRow;
        double right = atColumn - left;
        double down = atRow - top;
        double upper = (1 - right) * share(top, left) + right * share(top, left + 1);
        double lower = (1 - right) * share(top + 1, left) + right * share(top + 1, left + 1);
        return Math.max(0, (1 - down) * upper + down * lower) / most;
    }

    private double share(int row, int column) {
        return explanation
                .shares()
                .get(Math.min(row, explanation.rows() - 1))
                .get(Math.min(column, explanation.columns() - 1));
    }

    private static int warmed(int rgb, double share) {
        int red = mixed(rgb >> 16, RED, share);
        int green = mixed(rgb >> 8, GREEN, share);
        int blue = mixed(rgb, 0, share);
        return red << 16 | green << 8 | blue;
    }

    private static int mixed(int value, int to, double share) {
        return (int) Math.round((value & 0xff) * (1 - share) + to * share);
    }
}
