package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.DualEncoder.Scoring;
import dev.vitrine.vision.bert.Bert;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.clip.ClipConfig.BertText;
import dev.vitrine.vision.clip.ClipConfig.CausalText;
import dev.vitrine.vision.dual.DualModel;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Steps;
import java.util.Map;

/**
 * CLIP and Chinese-CLIP: a picture tower and a text tower with a projection each into one space. Names and arithmetic
 * follow Hugging Face's {@code CLIPModel} and {@code ChineseCLIPModel}. The caller scopes and closes the arrays.
 */
public final class ClipModel implements DualModel {

    private final ClipConfig config;
    private final Map<String, NDArray> tensors;
    private final PictureTower tower;
    private final TextTower text;

    private interface TextTower {
        /** [B, D] of the places that stand for the texts. */
        NDArray features(NDManager manager, long[][] ids);
    }

    /** A model that training can differentiate. */
    public ClipModel(ClipConfig config, Map<String, NDArray> tensors) {
        this(config, tensors, EagerEncoder::new);
    }

    /** @param tensors by checkpoint name, of the shapes that the configuration says */
    public ClipModel(ClipConfig config, Map<String, NDArray> tensors, Encoder.Factory encoders) {
        this.config = config;
        this.tensors = tensors;
        Weights root = Weights.of(tensors);
        tower = new PictureTower(config.vision(), root, encoders);
        text = switch (config.text()) {
            case CausalText causal -> new CausalTower(causal, root.in("text_model"), encoders)::features;
            case BertText(BertConfig bert) -> new Bert(bert, root.in("text_model"), encoders)::first;
        };
    }

    /** Its shape. */
    public ClipConfig config() {
        return config;
    }

    /** Its picture tower. */
    public PictureTower tower() {
        return tower;
    }

    /** Its weights by checkpoint name; not a copy. */
    public Map<String, NDArray> tensors() {
        return tensors;
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
    public int positions() {
        return config.text().positions();
    }

    @Override
    public int vocabulary() {
        return config.text().vocabulary();
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

    @Override
    public NDArray texts(NDManager manager, long[][] ids) {
        NDArray features = text.features(manager, ids);
        return Steps.unit(Linear.linear(features, Weights.of(tensors).get("text_projection.weight"))
                .singletonOrThrow());
    }
}
