package dev.vitrine.vision;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Bytes to an upright RGB picture, bounded before anything is decoded. Animated pictures give their first frame. */
final class PictureDecoder {

    private PictureDecoder() {}

    static RgbImage decode(byte[] bytes, long maxBytes, long maxPixels) {
        if (bytes.length > maxBytes) {
            throw new PictureUnreadable(
                    "The picture has " + bytes.length + " bytes; at most " + maxBytes + " are accepted.");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new PictureUnreadable("The bytes are no picture in a known format (JPEG, PNG, WebP, GIF, BMP).");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > maxPixels) {
                    throw new PictureUnreadable("The picture has " + reader.getWidth(0) + " x " + reader.getHeight(0)
                            + " pixels; at most " + maxPixels + " are accepted.");
                }
                return rgb(reader.read(0), orientation(bytes));
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

    private static int orientation(byte[] bytes) {
        try {
            var exif = ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes))
                    .getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return value == null ? 1 : value;
        } catch (ImageProcessingException | IOException e) {
            return 1; // no readable metadata: as it is
        }
    }

    /** On white, turned upright. */
    private static RgbImage rgb(BufferedImage decoded, int orientation) {
        int w = decoded.getWidth();
        int h = decoded.getHeight();
        boolean turned = orientation >= 5 && orientation <= 8;
        var upright = new BufferedImage(turned ? h : w, turned ? w : h, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = upright.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, upright.getWidth(), upright.getHeight());
        graphics.drawImage(decoded, transform(orientation, w, h), null);
        graphics.dispose();
        int[] packed = upright.getRGB(0, 0, upright.getWidth(), upright.getHeight(), null, 0, upright.getWidth());
        byte[] pixels = new byte[3 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            pixels[3 * i] = (byte) (packed[i] >> 16);
            pixels[3 * i + 1] = (byte) (packed[i] >> 8);
            pixels[3 * i + 2] = (byte) packed[i];
        }
        return new RgbImage(upright.getWidth(), upright.getHeight(), pixels);
    }

    /** From stored to upright for the eight values of EXIF's orientation. */
    private static AffineTransform transform(int orientation, int w, int h) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, w, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, w, h);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, h);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, h, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, h, w);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, w);
            default -> new AffineTransform();
        };
    }
}
