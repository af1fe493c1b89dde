package dev.vitrine.vision.checkpoint;

import dev.vitrine.vision.RgbImage;

/**
 * Resizing that equals Pillow's {@code Image.resize} bit for bit: two passes over 8-bit values, each with 22-bit
 * fixed-point coefficients, antialiased when shrinking; rows first, as Pillow did until version 13 made the order depend
 * on the shape. Models were trained on pictures resized so.
 */
public enum Resampler {
    /** Lanczos' windowed sinc with three lobes; {@code resample} 1. */
    LANCZOS(1, 3) {
        @Override
        double weight(double x) {
            return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
        }

        private double sinc(double x) {
            return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
        }
    },
    /** The triangle; {@code resample} 2. */
    BILINEAR(2, 1) {
        @Override
        double weight(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Keys' cubic with a = -0.5; {@code resample} 3. */
    BICUBIC(3, 2) {
        private static final double A = -0.5;

        @Override
        double weight(double x) {
            double t = Math.abs(x);
            if (t < 1) {
                return ((A + 2) * t - (A + 3)) * t * t + 1;
            }
            return t < 2 ? (((t - 5) * t + 8) * t - 4) * A : 0;
        }
    };

    private static final int PRECISION_BITS = 22;

    private final int code;
    private final double support;

    Resampler(int code, double support) {
        this.code = code;
        this.support = support;
    }

    /** Pillow's number for it. */
    public int code() {
        return code;
    }

    /** The filter's value at a distance in target pixels. */
    abstract double weight(double x);

    /** The picture at another size; the same picture when the size is the same. */
    public RgbImage resize(RgbImage picture, int width, int height) {
        return width == picture.width() && height == picture.height()
                ? picture
                : window(picture, width, height, 0, 0, width, height);
    }

    /**
     * A part of the picture at another size; what lies outside of it costs nothing.
     *
     * @param fullWidth of the whole at that size
     * @param left of the part, which lies within the whole
     */
    RgbImage window(RgbImage picture, int fullWidth, int fullHeight, int left, int top, int width, int height) {
        int from = top;
        int to = top + height;
        if (fullHeight != picture.height()) {
            from = taps(picture.height(), fullHeight, top).from();
            to = taps(picture.height(), fullHeight, top + height - 1).end();
        }
        byte[] rows = across(picture, fullWidth, left, width, from, to);
        return new RgbImage(
                width,
                height,
                fullHeight == picture.height()
                        ? rows
                        : down(rows, picture.height(), fullHeight, top, width, height, from));
    }

    /** The source places of one target and their weights in fixed point. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Taps(int from, int[] weights) {
        int end() {
            return from + weights.length;
        }
    }

    private Taps taps(int length, int size, int target) {
        double scale = (double) length / size;
        double filterScale = Math.max(scale, 1);
        double reach = support * filterScale;
        double center = (target + 0.5) * scale;
        int from = Math.max((int) (center - reach + 0.5), 0);
        double[] weights = new double[Math.min((int) (center + reach + 0.5), length) - from];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weight((i + from - center + 0.5) / filterScale);
            sum += weights[i];
        }
        int[] fixed = new int[weights.length];
        for (int i = 0; i < fixed.length; i++) {
            double weight = (sum == 0 ? weights[i] : weights[i] / sum) * (1 << PRECISION_BITS);
            fixed[i] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
        }
        return new Taps(from, fixed);
    }

    /** Rows {@code from} to {@code to} at the new width, cut to the part. */
    private byte[] across(RgbImage picture, int fullWidth, int left, int width, int from, int to) {
        byte[] in = picture.pixels();
        byte[] out = new byte[3 * width * (to - from)];
        if (fullWidth == picture.width()) {
            for (int y = from; y < to; y++) {
                System.arraycopy(in, 3 * (y * fullWidth + left), out, 3 * (y - from) * width, 3 * width);
            }
            return out;
        }
        for (int x = 0; x < width; x++) {
            Taps taps = taps(picture.width(), fullWidth, left + x);
            for (int y = from; y < to; y++) {
                mix(in, 3 * (y * picture.width() + taps.from()), 3, taps.weights(), out, 3 * ((y - from) * width + x));
            }
        }
        return out;
    }

    /** @param from which row of the source {@code rows} begins with */
    private byte[] down(byte[] rows, int length, int fullHeight, int top, int width, int height, int from) {
        byte[] out = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            Taps taps = taps(length, fullHeight, top + y);
            for (int x = 0; x < width; x++) {
                mix(rows, 3 * ((taps.from() - from) * width + x), 3 * width, taps.weights(), out, 3 * (y * width + x));
            }
        }
        return out;
    }

    private static void mix(byte[] in, int at, int step, int[] weights, byte[] out, int place) {
        for (int channel = 0; channel < 3; channel++) {
            int total = 1 << (PRECISION_BITS - 1);
            for (int i = 0; i < weights.length; i++) {
                total += (in[at + channel + i * step] & 0xff) * weights[i];
            }
            out[place + channel] = (byte) Math.clamp(total >> PRECISION_BITS, 0, 255);
        }
    }
}
