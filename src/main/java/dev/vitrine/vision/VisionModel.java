package dev.vitrine.vision;

/** A model that was read from a folder and is ready to answer. Closing it frees its weights. */
public sealed interface VisionModel extends AutoCloseable
        permits DualEncoder, PictureClassifier, Captioner, Answerer, Matcher {

    /** The folder name the model was loaded by. */
    String model();

    /** The first 12 hex digits of the weights' sha256: results of different revisions must not be compared. */
    String revision();

    @Override
    void close();
}
