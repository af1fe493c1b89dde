package dev.vitrine.vision;

/**
 * A decoded picture: 8-bit RGB, row by row, three bytes a pixel, upright, without alpha. The array is shared, not
 * copied: nobody writes to it after construction.
 *
 * @param pixels length {@code width * height * 3}
 */
@SuppressWarnings("ArrayRecordComponent")
public record RgbImage(int width, int height, byte[] pixels) {

    public RgbImage {
        if (width < 1 || height < 1 || pixels.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "a " + width + " x " + height + " picture with " + pixels.length + " bytes");
        }
    }
}
