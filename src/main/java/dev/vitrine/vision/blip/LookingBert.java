package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.encoder.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * BERT whose layers, between attention and MLP, look at something else: a picture's places, or a question's. As encoder
 * every token sees all others, as decoder those before it. Differentiable; the caller scopes the arrays.
 */
public final class LookingBert {

    /** What a hidden place's score falls by: its share is exactly 0, and 0 times this is a number. */
    private static final float HIDDEN = -1e9f;

    private final BertConfig config;
    private final Weights embeddings;
    private final Weights layers;

    /** @param weights the place that has {@code embeddings} and {@code encoder} */
    LookingBert(BertConfig config, Weights weights) {
        this.config = config;
        embeddings = weights.in("embeddings");
        layers = weights.in("encoder").in("layer");
    }

    /** Keys and values of every layer: of what is looked at, or of the tokens so far. Each is [B, S, D]. */
    public record Memory(List<NDArray> keys, List<NDArray> values) {

        /** Without any place yet. */
        static Memory empty() {
            return new Memory(List.of(), List.of());
        }

        int places() {
            return keys.isEmpty() ? 0 : (int) keys.getFirst().getShape().get(1);
        }

        /** The arrays, to be kept or closed. */
        List<NDArray> arrays() {
            List<NDArray> all = new ArrayList<>(keys);
            all.addAll(values);
            return all;
        }

        /** The sequences of these indexes; one may occur several times. */
        Memory rows(long[] rows) {
            return new Memory(rows(keys, rows), rows(values, rows));
        }

        private static List<NDArray> rows(List<NDArray> arrays, long[] rows) {
            return arrays.stream().map(array -> Steps.rows(array, rows)).toList();
        }
    }

    /** The result of a pass: the last layer at every place, and the memory with these places added. */
    public record Passed(NDArray states, Memory past) {}

    /**
     * Keys and values of what is looked at, the same for every token.
     *
     * @param states [B, S, W]
     */
    public Memory looking(NDArray states) {
        List<NDArray> keys = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        for (int i = 0; i < config.encoder().layers(); i++) {
            Weights cross = layers.in(i).in("crossattention").in("self");
            keys.add(Steps.linear(states, cross.in("key")));
            values.add(Steps.linear(states, cross.in("value")));
        }
        return new Memory(keys, values);
    }

    /** Every token sees all others. */
    public NDArray encode(NDArray ids, Memory seen) {
        return pass(ids, seen, Memory.empty(), false).states();
    }

    /** Each token sees those before it; a whole text at once. */
    public NDArray states(NDArray ids, Memory seen) {
        return pass(ids, seen, Memory.empty(), true).states();
    }

    /**
     * Each token sees those before it.
     *
     * @param ids [N, L]
     * @param seen of B pictures; N is a multiple of B, and the texts of a picture stand together
     * @param past of the tokens before these
     */
    public Passed decode(NDArray ids, Memory seen, Memory past) {
        return pass(ids, seen, past, true);
    }

    private Passed pass(NDArray ids, Memory seen, Memory past, boolean causal) {
        int before = past.places();
        int length = (int) ids.getShape().get(1);
        NDArray x = embedded(ids, before); // [N, L, D]
        NDArray mask = causal && length > 1 ? causal(x, before, length) : null;
        List<NDArray> keys = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        for (int i = 0; i < config.encoder().layers(); i++) {
            Weights layer = layers.in(i);
            Weights self = layer.in("attention").in("self");
            NDArray k = Steps.linear(x, self.in("key"));
            NDArray v = Steps.linear(x, self.in("value"));
            if (before > 0) {
                k = past.keys().get(i).concat(k, 1); // [N, P + L, D]
                v = past.values().get(i).concat(v, 1);
            }
            keys.add(k);
            values.add(v);
            NDArray mixed = Steps.attention(
                    Steps.linear(x, self.in("query")), k, v, config.encoder().heads(), mask);
            x = after(x, mixed, layer.in("attention").in("output"));
            x = look(x, seen.keys().get(i), seen.values().get(i), layer.in("crossattention"));
            NDArray wide = Steps.linear(x, layer.in("intermediate").in("dense")); // [N, L, M]
            x = after(x, config.encoder().activation().apply(wide), layer.in("output"));
        }
        return new Passed(x, new Memory(keys, values));
    }

    /** The table of the tokens' vectors, which may be the head's last map, too. */
    NDArray words() {
        return embeddings.in("word_embeddings").get("weight");
    }

    /**
     * The tokens' vectors before the first layer.
     *
     * @param from the place of the first one
     */
    NDArray embedded(NDArray ids, int from) {
        NDArray x = Embedding.embedding(ids, words(), SparseFormat.DENSE).singletonOrThrow();
        String places = from + ":" + (from + ids.getShape().get(1));
        x = x.add(embeddings.in("position_embeddings").get("weight").get(places));
        return Steps.norm(x, embeddings.in("LayerNorm"), config.encoder().epsilon());
    }

    /** A map, the residual, and the norm. */
    private NDArray after(NDArray x, NDArray mixed, Weights w) {
        return Steps.norm(
                x.add(Steps.linear(mixed, w.in("dense"))),
                w.in("LayerNorm"),
                config.encoder().epsilon());
    }

    /** All texts of a picture ask at once, so that its keys and values need not be repeated. */
    private NDArray look(NDArray x, NDArray keys, NDArray values, Weights cross) {
        Shape shape = x.getShape();
        NDArray q = Steps.linear(x, cross.in("self").in("query"))
                .reshape(keys.getShape().get(0), -1, shape.get(2)); // [B, N/B L, D]
        NDArray mixed = Steps.attention(q, keys, values, config.encoder().heads(), null);
        return after(x, mixed.reshape(shape), cross.in("output"));
    }

    /** Added to the scores of tokens among those before and themselves, so that none sees a later one. */
    static NDArray causal(NDArray x, int before, int length) {
        int places = before + length;
        float[] mask = new float[length * places];
        for (int row = 0; row < length; row++) {
            Arrays.fill(mask, row * places + before + row + 1, (row + 1) * places, HIDDEN);
        }
        return x.getManager().create(mask, new Shape(1, 1, length, places));
    }
}
