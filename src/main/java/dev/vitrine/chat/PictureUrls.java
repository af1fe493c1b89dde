package dev.vitrine.chat;

import dev.vitrine.vision.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Pictures as data URLs of bounded size: scaled down, as JPEG, and without what else was in their files. */
final class PictureUrls {

    private static final float[] QUALITIES = {0.9f, 0.75f, 0.5f};
    private static final int SMALLEST = 16;

    private PictureUrls() {}

    /**
     * The picture as a data URL.
     *
     * @param side pixels of the longer side at most
     * @param most bytes of the JPEG at most; quality goes first, then size
     */
    static String of(RgbImage image, int side, long most) {
        BufferedImage picture = buffered(image);
        int longer = Math.min(side, Math.max(image.width(), image.height()));
        while (true) {
            BufferedImage scaled = scaled(picture, longer);
            for (float quality : QUALITIES) {
                byte[] bytes = jpeg(scaled, quality);
                if (bytes.length <= most || longer <= SMALLEST && quality == QUALITIES[QUALITIES.length - 1]) {
                    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes);
                }
            }
            longer = Math.max(SMALLEST, longer / 2);
        }
    }

    private static BufferedImage buffered(RgbImage image) {
        var picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.width()];
        byte[] pixels = image.pixels();
        for (int y = 0, at = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++, at += 3) {
                row[x] = (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | pixels[at + 2] & 0xff;
            }
            picture.setRGB(0, y, image.width(), 1, row, 0, image.width());
        }
        return picture;
    }

    /** By halves, so that no pixel is left out. */
    private static BufferedImage scaled(BufferedImage picture, int longer) {
        BufferedImage now = picture;
        while (Math.max(now.getWidth(), now.getHeight()) > longer) {
            int from = Math.max(now.getWidth(), now.getHeight());
            double factor = (double) Math.max(longer, (from + 1) / 2) / from;
            int width = Math.max(1, (int) Math.round(now.getWidth() * factor));
            int height = Math.max(1, (int) Math.round(now.getHeight() * factor));
            var smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = smaller.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.drawImage(now, 0, 0, width, height, null);
            graphics.dispose();
            now = smaller;
        }
        return now;
    }

    private static byte[] jpeg(BufferedImage picture, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
