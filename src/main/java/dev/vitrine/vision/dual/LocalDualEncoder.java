package dev.vitrine.vision.dual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.InferenceThread;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** A dual encoder from a checkpoint, ready to encode. */
public final class LocalDualEncoder implements DualEncoder {

    /** Bounds the memory of one forward pass. */
    private static final int BATCH = 32;

    private final String name;
    private final String revision;
    private final DualModel model;
    private final Preprocessing preprocessing;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final Scoring scoring;

    /**
     * Joins a model with what its checkpoint says about pictures and texts.
     *
     * @param manager owns the model's weights; closed with this encoder
     * @throws ModelUnusable if the checkpoint's preprocessing or tokenizer does not fit the model
     */
    public LocalDualEncoder(Checkpoint checkpoint, DualModel model, NDManager manager) throws IOException {
        this.model = model;
        this.manager = manager;
        name = checkpoint.name();
        preprocessing = checkpoint.preprocessing().giving(model.imageSize());
        tokenizer = Tokenizer.ofJson(checkpoint.tokenizerJson(), model.positions(), model.vocabulary());
        revision = checkpoint.revision();
        scoring = model.scoring();
    }

    @Override
    public String model() {
        return name;
    }

    @Override
    public String revision() {
        return revision;
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public Scoring scoring() {
        return scoring;
    }

    @Override
    public List<UnitVector> pictures(List<RgbImage> pictures, Priority priority) {
        List<RgbImage> resized =
                pictures.parallelStream().map(preprocessing::resize).toList();
        return batches(resized, priority, batch -> model.pictures(input(batch)));
    }

    /** [B, 3, H, H]. */
    private NDArray input(List<RgbImage> resized) {
        int size = model.imageSize();
        float[] pixels = new float[resized.size() * 3 * size * size];
        for (int i = 0; i < resized.size(); i++) {
            preprocessing.normalise(resized.get(i), pixels, i * 3 * size * size);
        }
        return manager.create(pixels, new Shape(resized.size(), 3, size, size));
    }

    @Override
    public List<UnitVector> texts(List<String> texts, Priority priority) {
        List<long[]> ids = texts.stream().map(tokenizer::ids).toList();
        return batches(ids, priority, batch -> model.texts(manager, batch.toArray(long[][]::new)));
    }

    private interface Forward<T> {
        NDArray run(List<T> batch);
    }

    private <T> List<UnitVector> batches(List<T> inputs, Priority priority, Forward<T> forward) {
        List<UnitVector> vectors = new ArrayList<>(inputs.size());
        for (int from = 0; from < inputs.size(); from += BATCH) {
            List<T> batch = inputs.subList(from, Math.min(from + BATCH, inputs.size()));
            Callable<float[]> call = () -> {
                try (var scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    return forward.run(batch).toFloatArray();
                }
            };
            float[] values = InferenceThread.run(priority == Priority.BULK, call);
            int dimension = dimension();
            for (int i = 0; i < batch.size(); i++) {
                vectors.add(UnitVector.of(Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension)));
            }
        }
        return vectors;
    }

    @Override
    public void close() {
        tokenizer.close();
        manager.close();
    }
}
