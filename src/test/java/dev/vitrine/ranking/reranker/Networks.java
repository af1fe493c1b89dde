package dev.vitrine.ranking.reranker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Networks that tests know what to expect of. */
public final class Networks {

    private Networks() {}

    /** Moves candidates by one of their features alone. */
    public static ReRanker following(int dimension, int features, int feature, float weight) {
        var form = new Form(dimension, features);
        ReRanker untaught = ReRanker.untaught(form, new SplittableRandom(1));
        untaught.weight(Form.STRAIGHT)[form.inputs() - features + feature] = weight;
        return untaught;
    }

    /** Any weights. */
    static ReRanker random(int dimension, int features, long seed) {
        var form = new Form(dimension, features);
        var random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        form.shapes().forEach((name, shape) -> {
            float[] values = new float[Form.size(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.3 * random.nextGaussian());
            }
            weights.put(name, values);
        });
        return new ReRanker(form, weights);
    }
}
