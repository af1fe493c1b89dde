package dev.vitrine.vision;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Bytes to an upright RGB picture, bounded before anything is decoded. Animated pictures give their first frame. */
final class PictureDecoder {

    /** No JPEG is longer. Models want pictures of some width, and a line of one pixel would become a wall. */
    private static final int MAX_SIDE = 65_535;

    private PictureDecoder() {}

    static RgbImage decode(byte[] bytes, long maxBytes, long maxPixels) {
        if (bytes.length > maxBytes) {
            throw new PictureUnreadable(
                    "The picture has " + bytes.length + " bytes; at most " + maxBytes + " are accepted.");
        }
        try (ImageInputStream in = new PictureBytes(bytes)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new PictureUnreadable("The bytes are no picture in a known format (JPEG, PNG, WebP, GIF, BMP).");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > maxPixels) {
                    throw new PictureUnreadable("The picture has " + width + " x " + height + " pixels; at most "
                            + maxPixels + " are accepted.");
                }
                if (Math.max(width, height) > MAX_SIDE) {
                    throw new PictureUnreadable("The picture has " + width + " x " + height
                            + " pixels; a side of at most " + MAX_SIDE + " is accepted.");
                }
                return rgb(reader.read(0), Orientation.of(bytes));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) { // readers fail on damaged files in many ways
            if (e instanceof PictureUnreadable problem) {
                throw problem;
            }
            throw new PictureUnreadable("The picture cannot be decoded.");
        }
    }

    /**
     * On white, turned upright. Stored values count as they are, as they do for Pillow, with which models were trained:
     * no colour profile, no gamma of grey, the upper eight of sixteen bits.
     */
    private static RgbImage rgb(BufferedImage decoded, int orientation) {
        int w = decoded.getWidth();
        int h = decoded.getHeight();
        boolean turned = orientation >= 5 && orientation <= 8;
        byte[] pixels = new byte[3 * w * h];
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
            row(decoded, y, row);
            for (int x = 0; x < w; x++) {
                int place = switch (orientation) {
                    case 2 -> y * w + w - 1 - x;
                    case 3 -> (h - 1 - y) * w + w - 1 - x;
                    case 4 -> (h - 1 - y) * w + x;
                    case 5 -> x * h + y;
                    case 6 -> x * h + h - 1 - y;
                    case 7 -> (w - 1 - x) * h + h - 1 - y;
                    case 8 -> (w - 1 - x) * h + y;
                    default -> y * w + x;
                };
                int alpha = row[x] >>> 24;
                pixels[3 * place] = onWhite(row[x] >> 16, alpha);
                pixels[3 * place + 1] = onWhite(row[x] >> 8, alpha);
                pixels[3 * place + 2] = onWhite(row[x], alpha);
            }
        }
        return new RgbImage(turned ? h : w, turned ? w : h, pixels);
    }

    private static byte onWhite(int value, int alpha) {
        return (byte) (((value & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
    }

    /** A row as ARGB, alpha not multiplied in. */
    private static void row(BufferedImage decoded, int y, int[] row) {
        ColorModel model = decoded.getColorModel();
        int bands = decoded.getRaster().getNumBands();
        boolean plain = model instanceof ComponentColorModel && !model.isAlphaPremultiplied() && bands <= 4;
        if (!plain || bands - (model.hasAlpha() ? 1 : 0) == 2) {
            decoded.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        int[] values = decoded.getRaster().getPixels(0, y, row.length, 1, (int[]) null);
        int drop = Math.max(0, model.getComponentSize(0) - 8);
        boolean grey = bands <= 2;
        for (int x = 0; x < row.length; x++) {
            int from = x * bands;
            int red = values[from] >> drop;
            int green = grey ? red : values[from + 1] >> drop;
            int blue = grey ? red : values[from + 2] >> drop;
            int alpha = model.hasAlpha() ? values[from + bands - 1] >> drop : 255;
            row[x] = alpha << 24 | (red & 0xff) << 16 | (green & 0xff) << 8 | blue & 0xff;
        }
    }
}
