package dev.vitrine.vision.bert;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.Mask;
import dev.vitrine.vision.encoder.Steps;
import dev.vitrine.vision.encoder.Tokens;

/** Texts through BERT; names and arithmetic follow Hugging Face's {@code BertModel}. The caller scopes the arrays. */
public final class Bert {

    private final BertConfig config;
    private final Weights weights;
    private final Encoder encoder;

    /** @param weights the place that has the embeddings and the layers */
    public Bert(BertConfig config, Weights weights, Encoder.Factory encoders) {
        this.config = config;
        this.weights = weights;
        encoder = encoders.encoder(config.encoder(), weights.in("encoder").in("layer"));
    }

    /**
     * The vectors of all tokens; those beyond a text's end mean nothing.
     *
     * @param ids with the start and end tokens, none longer than the positions
     * @return [B, L, D], L the longest text
     */
    public NDArray all(NDManager manager, long[][] ids) {
        Tokens tokens = Tokens.of(manager, ids);
        return encoder.all(embeddings(tokens), Mask.padded(tokens.lengths()));
    }

    /**
     * The vectors of the first tokens, which stand for their texts.
     *
     * @return [B, D]
     */
    public NDArray first(NDManager manager, long[][] ids) {
        Tokens tokens = Tokens.of(manager, ids);
        return encoder.at(embeddings(tokens), Mask.padded(tokens.lengths()), new int[ids.length]);
    }

    private NDArray embeddings(Tokens tokens) {
        Weights w = weights.in("embeddings");
        NDArray x = tokens.embedded(w.in("word_embeddings").get("weight")); // [B, L, D]
        if (config.types() > 0) {
            x = x.add(w.in("token_type_embeddings").get("weight").get("0"));
        }
        x = x.add(w.in("position_embeddings").get("weight").get("0:" + tokens.longest()));
        return Steps.norm(x, w.in("LayerNorm"), config.encoder().epsilon());
    }
}
