package dev.vitrine.vision.clip;

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

    private Tokenizer(HuggingFaceTokenizer tokenizer, int context) {
        this.tokenizer = tokenizer;
        this.context = context;
    }

    /** The tokenizer of a {@code tokenizer.json}'s text; texts are cut at {@code context} tokens, the end token kept. */
    public static Tokenizer ofJson(String json, int context) {
        try {
            var in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
            return new Tokenizer(
                    HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false")), context);
        } catch (IOException | RuntimeException e) { // the native library reports a bad file as a bare RuntimeException
            throw new ModelUnusable("The tokenizer.json cannot be read: " + e.getMessage() + ".");
        }
    }

    /** The ids with the start and end tokens; at most the context's length. */
    public long[] ids(String text) {
        long[] ids = tokenizer.encode(text).getIds();
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
