package dev.vitrine.vision.vit;

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

/** A vision transformer from a checkpoint, ready to look. */
public final class LocalClassifier implements PictureClassifier {

    private final String name;
    private final String revision;
    private final VitConfig config;
    private final Preprocessing preprocessing;
    private final NDManager manager;
    private final Batches<RgbImage> features;
    private final Batches<RgbImage> probabilities;

    private LocalClassifier(Checkpoint checkpoint, VitConfig config, Vit model, NDManager manager) throws IOException {
        this.config = config;
        this.manager = manager;
        name = checkpoint.name();
        revision = checkpoint.revision();
        preprocessing = checkpoint.preprocessing().giving(config.imageSize());
        features = Batches.ofPictures(preprocessing, manager, model::features);
        probabilities = Batches.ofPictures(
                preprocessing,
                manager,
                pixels -> model.logits(model.features(pixels)).softmax(-1));
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
        List<double[]> answers = new ArrayList<>();
        for (float[] values : probabilities.rows(resized(pictures), priority)) {
            double[] shares = new double[values.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = values[i];
            }
            if (Double.isNaN(shares[0])) {
                throw new ModelUnusable("The model " + name + " gives no probabilities; its weights are damaged.");
            }
            answers.add(shares);
        }
        return answers;
    }

    @Override
    public List<UnitVector> pictures(List<RgbImage> pictures, Priority priority) {
        return features.rows(resized(pictures), priority).stream()
                .map(values -> Batches.direction(name, values))
                .toList();
    }

    private List<RgbImage> resized(List<RgbImage> pictures) {
        return pictures.parallelStream().map(preprocessing::resize).toList();
    }

    @Override
    public void close() {
        manager.close();
    }
}
