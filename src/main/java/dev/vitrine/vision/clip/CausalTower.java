package dev.vitrine.vision.clip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.clip.ClipConfig.CausalText;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import dev.vitrine.vision.encoder.Tokens;

/** CLIP's text tower. What follows a text's end token cannot change its vector, so texts need no padding mask. */
final class CausalTower {

    /** In configurations from before the field was filled. */
    private static final int LEGACY_EOS = 2;

    private final CausalText config;
    private final Weights weights;
    private final Encoder encoder;

    /** @param weights the place that has the embeddings, the layers and the final norm */
    CausalTower(CausalText config, Weights weights, Encoder.Factory encoders) {
        this.config = config;
        this.weights = weights;
        encoder = encoders.encoder(config.encoder(), weights.in("encoder").in("layers"));
    }

    /** The end tokens after the last norm: [B, D]. */
    NDArray features(NDManager manager, long[][] ids) {
        Tokens tokens = Tokens.of(manager, ids);
        Weights w = weights.in("embeddings");
        NDArray x = tokens.embedded(w.get("token_embedding.weight")); // [B, L, D]
        x = x.add(w.get("position_embedding.weight").get("0:" + tokens.longest()));
        int[] ends = new int[ids.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = end(ids[i]);
        }
        x = encoder.at(x, Mask.CAUSAL, ends);
        return Steps.norm(x, weights.in("final_layer_norm"), config.encoder().epsilon());
    }

    private int end(long[] ids) {
        int place = 0;
        if (config.eos() == LEGACY_EOS) {
            for (int i = 1; i < ids.length; i++) {
                if (ids[i] > ids[place]) {
                    place = i;
                }
            }
            return place;
        }
        while (place < ids.length - 1 && ids[place] != config.eos()) {
            place++;
        }
        return place;
    }
}
