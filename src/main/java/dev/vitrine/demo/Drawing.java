package dev.vitrine.demo;

import dev.vitrine.vision.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/**
 * A product picture to be drawn: what is on it, and the seed of everything else (pose, light, shades). The same record
 * gives the same picture.
 *
 * @param second the pattern's colour; of no effect on a plain item
 * @param count 1 to 3 pieces
 */
public record Drawing(
        Category category, Colour colour, Pattern pattern, Colour second, int count, Background background, long seed) {

    private static final int MAX_COUNT = 3;
    private static final int MIN_SIZE = 16;
    private static final int MAX_SIZE = 1024;

    public Drawing {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("a drawing shows 1 to " + MAX_COUNT + " pieces, not " + count);
        }
        if (second == colour) {
            throw new IllegalArgumentException("the second colour is the first, " + colour);
        }
    }

    /** A category, a colour and a pattern. */
    public record Combination(Category category, Colour colour, Pattern pattern) {

        /** Every combination there is: 16 categories, 12 colours, 8 patterns. */
        public static List<Combination> all() {
            List<Combination> all = new ArrayList<>();
            for (Category category : Category.values()) {
                for (Colour colour : Colour.values()) {
                    for (Pattern pattern : Pattern.values()) {
                        all.add(new Combination(category, colour, pattern));
                    }
                }
            }
            return all;
        }
    }

    /** A drawing of the combination with the rest by chance: mostly one piece, second colours that can be seen. */
    public static Drawing of(Combination combination, RandomGenerator random) {
        Colour first = combination.colour();
        List<Colour> visible = new ArrayList<>();
        for (Colour colour : Colour.values()) {
            if (colour.contrasts(first)) {
                visible.add(colour);
            }
        }
        List<Colour> favoured = visible.stream()
                .filter(colour -> colour == Colour.WHITE || colour == Colour.BLACK || colour == Colour.YELLOW)
                .toList();
        List<Colour> pool = random.nextDouble() < 0.4 ? favoured : visible;
        double share = random.nextDouble();
        return new Drawing(
                combination.category(),
                first,
                combination.pattern(),
                pool.get(random.nextInt(pool.size())),
                share < 0.7 ? 1 : share < 0.85 ? 2 : 3,
                Background.values()[random.nextInt(Background.values().length)],
                random.nextLong());
    }

    /** Its category, colour and pattern. */
    public Combination combination() {
        return new Combination(category, colour, pattern);
    }

    /** Draws it, {@code size} pixels wide and high. */
    public BufferedImage draw(int size) {
        if (size < MIN_SIZE || size > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a drawing is " + MIN_SIZE + " to " + MAX_SIZE + " pixels wide, not " + size);
        }
        return new Painter(this, size, new SplittableRandom(seed)).paint();
    }

    /** Draws it for a model. */
    public RgbImage picture(int size) {
        int[] packed = draw(size).getRGB(0, 0, size, size, null, 0, size);
        byte[] pixels = new byte[3 * packed.length];
        for (int i = 0; i < packed.length; i++) {
            pixels[3 * i] = (byte) (packed[i] >> 16);
            pixels[3 * i + 1] = (byte) (packed[i] >> 8);
            pixels[3 * i + 2] = (byte) packed[i];
        }
        return new RgbImage(size, size, pixels);
    }

    /** Draws it as a PNG file. */
    public byte[] png(int size) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(draw(size), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
