package dev.vitrine.vision.training;

import dev.vitrine.vision.ContrastiveTraining.Augmentation;
import dev.vitrine.vision.LabelledPictures;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Preprocessing;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The training pictures at the model's size, and their variations. */
final class Pictures {

    private final byte[][] cached;
    private final int edge;
    private final int size;
    private final Preprocessing preprocessing;
    private final Augmentation augmentation;

    /**
     * Keeps what the model sees; a zooming augmentation keeps somewhat more to crop from.
     *
     * @throws IllegalArgumentException if they would not fit into half of the memory
     */
    Pictures(LabelledPictures data, Preprocessing preprocessing, Augmentation augmentation) {
        this.preprocessing = preprocessing;
        this.augmentation = augmentation;
        size = preprocessing.width();
        edge = (int) Math.round(size / (1 - augmentation.zoom()));
        long bytes = 3L * edge * edge * data.size();
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (bytes > most) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d pictures of %d x %d take %d MB, more than half of the program's memory (%d MB): take fewer, or"
                            + " give it more.",
                    data.size(),
                    edge,
                    edge,
                    bytes / 1_000_000,
                    most / 1_000_000));
        }
        var larger = preprocessing.at(edge);
        cached = new byte[data.size()][];
        IntStream.range(0, data.size())
                .parallel()
                .forEach(i -> cached[i] = larger.resize(data.picture(i)).pixels());
    }

    /** A batch as it is: [n, 3, size, size]. */
    float[] plain(int[] indexes) {
        float[] out = new float[indexes.length * 3 * size * size];
        for (int i = 0; i < indexes.length; i++) {
            put(view(cached[indexes[i]], 0, 0, edge, false, 1, 1, 1), out, i);
        }
        return out;
    }

    /** A batch of variations: [n, 3, size, size]. */
    float[] varied(int[] indexes, RandomGenerator random) {
        float[] out = new float[indexes.length * 3 * size * size];
        for (int i = 0; i < indexes.length; i++) {
            double side = edge * (1 - augmentation.zoom() * random.nextDouble());
            double x = (edge - side) * random.nextDouble() + shift(random);
            double y = (edge - side) * random.nextDouble() + shift(random);
            boolean flip = augmentation.flip() && random.nextBoolean();
            double bright = jitter(random);
            put(
                    view(
                            cached[indexes[i]],
                            x,
                            y,
                            side,
                            flip,
                            bright * jitter(random),
                            bright * jitter(random),
                            bright * jitter(random)),
                    out,
                    i);
        }
        return out;
    }

    private int shift(RandomGenerator random) {
        return augmentation.shift() == 0 ? 0 : random.nextInt(-augmentation.shift(), augmentation.shift() + 1);
    }

    private double jitter(RandomGenerator random) {
        return 1 + augmentation.jitter() * (2 * random.nextDouble() - 1);
    }

    private void put(byte[] pixels, float[] out, int place) {
        preprocessing.normalise(new RgbImage(size, size, pixels), out, place * 3 * size * size);
    }

    /** A square window of a cached picture at the model's size, bilinear, edges repeated. */
    private byte[] view(byte[] from, double left, double top, double side, boolean flip, double... gains) {
        byte[] to = new byte[3 * size * size];
        double step = side / size;
        for (int y = 0; y < size; y++) {
            double sy = Math.clamp(top + (y + 0.5) * step - 0.5, 0, edge - 1);
            int y0 = (int) sy;
            int y1 = Math.min(y0 + 1, edge - 1);
            double fy = sy - y0;
            for (int x = 0; x < size; x++) {
                double sx = Math.clamp(left + ((flip ? size - 1 - x : x) + 0.5) * step - 0.5, 0, edge - 1);
                int x0 = (int) sx;
                int x1 = Math.min(x0 + 1, edge - 1);
                double fx = sx - x0;
                for (int c = 0; c < 3; c++) {
                    double upper = (from[3 * (y0 * edge + x0) + c] & 0xff) * (1 - fx)
                            + (from[3 * (y0 * edge + x1) + c] & 0xff) * fx;
                    double lower = (from[3 * (y1 * edge + x0) + c] & 0xff) * (1 - fx)
                            + (from[3 * (y1 * edge + x1) + c] & 0xff) * fx;
                    double value = (upper * (1 - fy) + lower * fy) * gains[c];
                    to[3 * (y * size + x) + c] = (byte) Math.clamp(Math.round(value), 0, 255);
                }
            }
        }
        return to;
    }
}
