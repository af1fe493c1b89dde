package dev.vitrine.vision.checkpoint;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.vitrine.vision.ModelUnusable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Text to token ids, by a checkpoint's own {@code tokenizer.json}. Safe to share between threads. */
public final class Tokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final int context;
    private final int vocabulary;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int context, int vocabulary) {
        this.tokenizer = tokenizer;
        this.context = context;
        this.vocabulary = vocabulary;
    }

    /**
     * The tokenizer of a {@code tokenizer.json}'s text.
     *
     * @param context texts are cut at so many tokens, the end token kept
     * @param vocabulary how many ids the model knows
     */
    public static Tokenizer ofJson(String json, int context, int vocabulary) {
        try {
            var in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
            return new Tokenizer(
                    HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false")),
                    context,
                    vocabulary);
        } catch (IOException | RuntimeException e) { // the native library reports a bad file as a bare RuntimeException
            throw new ModelUnusable("The tokenizer.json cannot be read: " + e.getMessage() + ".");
        }
    }

    /**
     * The ids with the start and end tokens; at most the context's length.
     *
     * @throws ModelUnusable if there is none, or one that the model does not know
     */
    public long[] ids(String text) {
        long[] ids = tokenizer.encode(text).getIds();
        for (long id : ids) {
            if (id >= vocabulary) {
                throw new ModelUnusable("The tokenizer gives the id " + id + "; the model knows " + vocabulary + ".");
            }
        }
        if (ids.length == 0) {
            throw new ModelUnusable("The tokenizer gives no token, not even an end token, for \"" + text + "\".");
        }
        if (ids.length <= context) {
            return ids;
        }
        long[] cut = java.util.Arrays.copyOf(ids, context);
        cut[context - 1] = ids[ids.length - 1];
        return cut;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
