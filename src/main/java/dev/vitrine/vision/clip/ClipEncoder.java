package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.tensor.InferenceThread;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** A CLIP checkpoint ready to encode, read from a Hugging Face folder. */
public final class ClipEncoder implements DualEncoder, AutoCloseable {

    /** Bounds the memory of one forward pass. */
    private static final int BATCH = 32;

    private final String name;
    private final String revision;
    private final ClipModel model;
    private final Preprocessing preprocessing;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final double logitScale;

    private ClipEncoder(
            String name,
            String revision,
            ClipModel model,
            Preprocessing preprocessing,
            Tokenizer tokenizer,
            NDManager manager) {
        this.name = name;
        this.revision = revision;
        this.model = model;
        this.preprocessing = preprocessing;
        this.tokenizer = tokenizer;
        this.manager = manager;
        logitScale = Math.exp(
                Objects.requireNonNull(model.tensors().get("logit_scale")).getFloat());
    }

    /**
     * Loads a checkpoint.
     *
     * @throws ModelUnusable if a file is missing or not understood
     * @throws DamagedWeights if a tensor is missing, unknown, or of another shape
     */
    public static ClipEncoder load(Path folder) {
        try {
            ClipCheckpoint checkpoint = ClipCheckpoint.open(folder);
            Tokenizer tokenizer = Tokenizer.ofJson(
                    checkpoint.tokenizerJson(), checkpoint.config().positions());
            NDManager manager = Torch.manager();
            return new ClipEncoder(
                    String.valueOf(folder.getFileName()),
                    checkpoint.revision(),
                    new ClipModel(checkpoint.config(), checkpoint.tensors(manager)),
                    checkpoint.preprocessing(),
                    tokenizer,
                    manager);
        } catch (IOException e) {
            throw new ModelUnusable(
                    "The model in " + folder.getFileName() + " cannot be read: " + e.getMessage() + ".");
        }
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
        return model.config().projection();
    }

    @Override
    public double logitScale() {
        return logitScale;
    }

    @Override
    public List<UnitVector> pictures(List<RgbImage> pictures, Priority priority) {
        List<RgbImage> resized =
                pictures.parallelStream().map(preprocessing::resize).toList();
        return batches(resized, priority, batch -> {
            int size = model.config().imageSize();
            float[] pixels = new float[batch.size() * 3 * size * size];
            for (int i = 0; i < batch.size(); i++) {
                preprocessing.normalise(batch.get(i), pixels, i * 3 * size * size);
            }
            NDArray input = manager.create(pixels, new Shape(batch.size(), 3, size, size));
            return model.pictureVectors(model.pictureFeatures(input));
        });
    }

    @Override
    public List<UnitVector> texts(List<String> texts, Priority priority) {
        List<long[]> ids = texts.stream().map(tokenizer::ids).toList();
        return batches(ids, priority, batch -> model.textVectors(manager, batch.toArray(long[][]::new)));
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
                vectors.add(UnitVector.of(java.util.Arrays.copyOfRange(values, i * dimension, (i + 1) * dimension)));
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
