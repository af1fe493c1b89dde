package dev.vitrine.vision.vit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.SafeTensors;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PictureClassifier;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.dual.Batches;
import dev.vitrine.vision.encoder.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A vision transformer from a checkpoint, ready to look. */
public final class LocalClassifier implements PictureClassifier {

    private final String name;
    private final String revision;
    private final VitConfig config;
    private final Vit model;
    private final Preprocessing preprocessing;
    private final NDManager manager;

    private LocalClassifier(Checkpoint checkpoint, VitConfig config, Vit model, NDManager manager) throws IOException {
        this.config = config;
        this.model = model;
        this.manager = manager;
        name = checkpoint.name();
        revision = checkpoint.revision();
        preprocessing = checkpoint.preprocessing().giving(config.imageSize());
    }

    /**
     * Loads a checkpoint.
     *
     * @param manager owns the weights; closed with the classifier
     * @throws ModelUnusable if a file is missing or not understood
     */
    public static LocalClassifier load(Checkpoint checkpoint, NDManager manager, Encoder.Factory encoders)
            throws IOException {
        boolean pooler = SafeTensors.ofFolder(checkpoint.folder()).names().contains("pooler.dense.weight");
        VitConfig config = VitConfig.of(checkpoint.fields(), pooler);
        var model = new Vit(config, checkpoint.tensors(manager, config.shapes()), encoders);
        return new LocalClassifier(checkpoint, config, model, manager);
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
    public List<String> labels() {
        return config.labels();
    }

    @Override
    public int dimension() {
        return config.encoder().width();
    }

    @Override
    public List<double[]> probabilities(List<RgbImage> pictures, Priority priority) {
        if (config.labels().isEmpty()) {
            throw new ModelUnusable("The model " + name + " has no labels: it is a ViTModel without a classifier.");
        }
        List<double[]> probabilities = new ArrayList<>();
        for (float[] logits :
                rows(pictures, priority, features -> model.logits(features).softmax(-1))) {
            double[] shares = new double[logits.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = logits[i];
            }
            if (Double.isNaN(shares[0])) {
                throw new ModelUnusable("The model " + name + " gives no probabilities; its weights are damaged.");
            }
            probabilities.add(shares);
        }
        return probabilities;
    }

    @Override
    public List<UnitVector> pictures(List<RgbImage> pictures, Priority priority) {
        return rows(pictures, priority, features -> features).stream()
                .map(values -> Batches.direction(name, values))
                .toList();
    }

    private List<float[]> rows(List<RgbImage> pictures, Priority priority, Function<NDArray, NDArray> head) {
        List<RgbImage> resized =
                pictures.parallelStream().map(preprocessing::resize).toList();
        return Batches.rows(
                resized, priority, batch -> head.apply(model.features(Batches.pixels(batch, preprocessing, manager))));
    }

    @Override
    public void close() {
        manager.close();
    }
}
