package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.encoder.Steps;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Pictures of a batch, prepared for the tower; one that occurs several times goes through it once. */
final class Pictures {

    private final BlipModel model;
    private final float[] pixels;
    private final long[] rows;
    private final int distinct;

    Pictures(BlipModel model, Preprocessing preprocessing, List<RgbImage> pictures) {
        this.model = model;
        var places = new IdentityHashMap<RgbImage, Long>();
        List<RgbImage> once = new ArrayList<>();
        rows = new long[pictures.size()];
        for (int i = 0; i < rows.length; i++) {
            RgbImage picture = pictures.get(i);
            rows[i] = places.computeIfAbsent(picture, first -> {
                once.add(first);
                return (long) once.size() - 1;
            });
        }
        distinct = once.size();
        int size = model.config().imageSize();
        pixels = new float[distinct * 3 * size * size];
        List<RgbImage> resized =
                once.parallelStream().map(preprocessing::resize).toList();
        for (int i = 0; i < distinct; i++) {
            preprocessing.normalise(resized.get(i), pixels, i * 3 * size * size);
        }
    }

    /** What the tower makes of them, in the order they were given: [B, S, W]. */
    NDArray look(NDManager owner) {
        int size = model.config().imageSize();
        NDArray seen = model.look(owner.create(pixels, new Shape(distinct, 3, size, size)));
        return distinct == rows.length ? seen : Steps.rows(seen, rows);
    }
}
