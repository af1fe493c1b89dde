package dev.vitrine.vision.locked;

import ai.djl.ndarray.NDArray;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.DualEncoder.Scoring;
import dev.vitrine.vision.clip.PictureTower;
import dev.vitrine.vision.dual.PictureModel;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Steps;
import dev.vitrine.vision.sentence.PublishedSentenceEncoder;
import java.util.Map;

/** A picture tower, and a projection for the vectors of each sentence encoder. The caller scopes and closes the arrays. */
public final class LockedModel implements PictureModel {

    private final LockedConfig config;
    private final Map<String, NDArray> tensors;
    private final PictureTower tower;

    /** A model that training can differentiate. */
    public LockedModel(LockedConfig config, Map<String, NDArray> tensors) {
        this(config, tensors, EagerEncoder::new);
    }

    /** @param tensors by checkpoint name, of the shapes that the configuration says */
    public LockedModel(LockedConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        this.tensors = tensors;
        tower = new PictureTower(config.vision(), Weights.of(tensors), encoders);
    }

    /** Its shape. */
    public LockedConfig config() {
        return config;
    }

    /** Its weights by checkpoint name; not a copy. */
    public Map<String, NDArray> tensors() {
        return tensors;
    }

    /** Its picture tower. */
    public PictureTower tower() {
        return tower;
    }

    @Override
    public int dimension() {
        return config.projection();
    }

    @Override
    public int imageSize() {
        return config.vision().imageSize();
    }

    @Override
    public int patchSize() {
        return config.vision().patchSize();
    }

    @Override
    public Scoring scoring() {
        return Scoring.softmax(Math.exp(Weights.of(tensors).get("logit_scale").getFloat()));
    }

    @Override
    public NDArray pictures(NDArray pixels) {
        return tower.vectors(tower.features(pixels));
    }

    @Override
    public NDArray patches(NDArray pixels) {
        return tower.patches(pixels);
    }

    /**
     * Unit vectors of texts.
     *
     * @param sentences the encoder's unit vectors, [B, W]
     * @return [B, P]
     */
    public NDArray texts(PublishedSentenceEncoder encoder, NDArray sentences) {
        return Steps.unit(Steps.linear(sentences, projection(encoder)));
    }

    /** The place of the encoder's projection in the tensors. */
    public Weights projection(PublishedSentenceEncoder encoder) {
        return Weights.of(tensors).in("text_projections").in(encoder.language());
    }
}
