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
        byte[] pixels = picture.pixels();
        if (width != picture.width()) {
            pixels = pass(pixels, picture.width(), picture.height(), 3, width, true);
        }
        if (height != picture.height()) {
            pixels = pass(pixels, width, picture.height(), 3 * width, height, false);
        }
        return new RgbImage(width, height, pixels);
    }

    /** One pass along a row (step 3 bytes) or a column (step one row). */
    private byte[] pass(byte[] in, int width, int height, int step, int size, boolean horizontal) {
        int length = horizontal ? width : height;
        double scale = (double) length / size;
        double filterScale = Math.max(scale, 1);
        double reach = support * filterScale;
        int lines = horizontal ? height : width;
        byte[] out = new byte[3 * lines * size];
        double[] weights = new double[(int) Math.ceil(reach) * 2 + 1];
        int[] fixed = new int[weights.length];
        for (int target = 0; target < size; target++) {
            double center = (target + 0.5) * scale;
            int from = Math.max((int) (center - reach + 0.5), 0);
            int count = Math.min((int) (center + reach + 0.5), length) - from;
            double sum = 0;
            for (int i = 0; i < count; i++) {
                weights[i] = weight((i + from - center + 0.5) / filterScale);
                sum += weights[i];
            }
            for (int i = 0; i < count; i++) {
                double weight = (sum == 0 ? weights[i] : weights[i] / sum) * (1 << PRECISION_BITS);
                fixed[i] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            for (int line = 0; line < lines; line++) {
                int source = horizontal ? 3 * (line * width + from) : 3 * (from * width + line);
                int place = horizontal ? 3 * (line * size + target) : 3 * (target * width + line);
                for (int channel = 0; channel < 3; channel++) {
                    int total = 1 << (PRECISION_BITS - 1);
                    for (int i = 0; i < count; i++) {
                        total += (in[source + channel + i * step] & 0xff) * fixed[i];
                    }
                    out[place + channel] = (byte) Math.clamp(total >> PRECISION_BITS, 0, 255);
                }
            }
        }
        return out;
    }
}
