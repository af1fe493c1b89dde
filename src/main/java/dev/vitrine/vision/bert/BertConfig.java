package dev.vitrine.vision.bert;

import ai.djl.ndarray.types.Shape;
import dev.vitrine.vision.checkpoint.Fields;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.LayerNames;
import java.util.Map;

/**
 * The shape of a BERT encoder.
 *
 * @param positions the longest sequence
 * @param types how many segments its embeddings tell apart; 0 where there are none
 */
public record BertConfig(EncoderSpec encoder, int vocabulary, int positions, int types) {

    private static final EncoderSpec BASE =
            new EncoderSpec(12, 768, 12, 3072, EncoderSpec.Order.POST, Activation.GELU, 1e-12f, LayerNames.BERT);

    /** From a configuration with BERT's names and defaults. */
    public static BertConfig of(Fields fields) {
        return new BertConfig(
                fields.encoder(BASE),
                fields.size("vocab_size", 30522),
                fields.size("max_position_embeddings", 512),
                fields.size("type_vocab_size", 2));
    }

    /** Puts every tensor with its shape; {@code prefix} is empty or ends with a dot. */
    public void shapes(String prefix, Map<String, Shape> shapes) {
        int width = encoder.width();
        shapes.put(prefix + "embeddings.word_embeddings.weight", new Shape(vocabulary, width));
        shapes.put(prefix + "embeddings.position_embeddings.weight", new Shape(positions, width));
        if (types > 0) {
            shapes.put(prefix + "embeddings.token_type_embeddings.weight", new Shape(types, width));
        }
        EncoderSpec.norm(prefix + "embeddings.LayerNorm", width, shapes);
        encoder.shapes(prefix + "encoder.layer.", shapes);
    }
}
