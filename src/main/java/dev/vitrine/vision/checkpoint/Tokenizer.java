package dev.vitrine.vision.checkpoint;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.vitrine.vision.ModelUnusable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text to token ids, by a checkpoint's own {@code tokenizer.json}. Safe to share between threads. */
public final class Tokenizer implements AutoCloseable {

    private static final Pattern UNSPACED =
            Pattern.compile("(?<=[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\u3000-\u303f\uff00-\uffef]) +"
                    + "| +(?=[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\u3000-\u303f\uff00-\uffef])"
                    + "|(?<=\\w) (?=-)|(?<=-) (?=\\w)| +(?=[.,!?;:])");

    private final HuggingFaceTokenizer tokenizer;
    private final TextForm form;
    private final Padding padding;
    private final int context;
    private final int vocabulary;

    /** @param id -1 where the files name no token for it */
    private record Padding(long id, boolean left) {}

    private Tokenizer(HuggingFaceTokenizer tokenizer, TextForm form, Padding padding, int context, int vocabulary) {
        this.tokenizer = tokenizer;
        this.form = form;
        this.padding = padding;
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
        return of(json, JsonMapper.shared().createObjectNode(), context, vocabulary);
    }

    /** @param settings the {@code tokenizer_config.json}, empty where there is none */
    static Tokenizer of(String json, JsonNode settings, int context, int vocabulary) {
        String safe = TokenizerCheck.checked(json);
        try {
            var in = new ByteArrayInputStream(safe.getBytes(StandardCharsets.UTF_8));
            return new Tokenizer(
                    HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false")),
                    TextForm.of(settings),
                    padding(JsonMapper.shared().readTree(json), settings),
                    context,
                    vocabulary);
        } catch (IOException | RuntimeException e) { // the native library reports a bad file as a bare RuntimeException
            throw new ModelUnusable("The tokenizer.json cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Padding padding(JsonNode json, JsonNode settings) {
        JsonNode named = settings.path("pad_token");
        String token = named.isObject() ? named.path("content").asString("") : named.asString("");
        long id = json.path("padding").path("pad_id").asLong(-1);
        for (JsonNode added : json.path("added_tokens")) {
            if (!token.isEmpty() && added.path("content").asString("").equals(token)) {
                id = added.path("id").asLong(-1);
            }
        }
        boolean siglip2 = settings.path("tokenizer_class").asString("").startsWith("Siglip2");
        return new Padding(
                id,
                settings.path("padding_side")
                        .asString(siglip2 ? "left" : "right")
                        .equals("left"));
    }

    /**
     * The ids with the start and end tokens; at most the context's length.
     *
     * @throws ModelUnusable if there is none, or one that the model does not know
     */
    public long[] ids(String text) {
        long[] ids = cut(text);
        if (ids.length == 0) {
            throw new ModelUnusable("The tokenizer gives no token, not even an end token, for \"" + text + "\".");
        }
        return ids;
    }

    /**
     * The ids, padded to the context's length, for models that were trained so and look at the padding, too.
     *
     * @throws ModelUnusable if the files name no padding token, or an id is one that the model does not know
     */
    public long[] padded(String text) {
        if (padding.id() < 0 || padding.id() >= vocabulary) {
            throw new ModelUnusable(
                    "The model's texts are padded, and its tokenizer's files name no padding token (pad_token)"
                            + " among its " + vocabulary + " ids.");
        }
        long[] ids = cut(text);
        long[] padded = new long[context];
        Arrays.fill(padded, padding.id());
        System.arraycopy(ids, 0, padded, padding.left() ? context - ids.length : 0, ids.length);
        return padded;
    }

    private long[] cut(String text) {
        Encoding encoding;
        try {
            encoding = tokenizer.encode(form.apply(text));
        } catch (RuntimeException e) { // the native library has no other kind
            throw new ModelUnusable("The tokenizer cannot read \"" + text + "\": " + e.getMessage() + ".");
        }
        long[] ids = encoding.getIds();
        for (long id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new ModelUnusable("The tokenizer gives the id " + id + "; the model knows " + vocabulary + ".");
            }
        }
        if (ids.length <= context) {
            return ids;
        }
        long[] cut = Arrays.copyOf(ids, context);
        if (encoding.getSpecialTokenMask()[ids.length - 1] == 1) {
            cut[context - 1] = ids[ids.length - 1];
        }
        return cut;
    }

    /**
     * The text of token ids, special ones left out. Spaces that a word-piece vocabulary puts between Chinese characters,
     * around hyphens and before punctuation are none of the text's.
     */
    public String text(long[] ids) {
        String words = tokenizer.decode(ids, true);
        return UNSPACED.matcher(words).replaceAll("").strip();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
