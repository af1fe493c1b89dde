package dev.vitrine.vision.checkpoint;

import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** How a text is written before it is cut into tokens, where the tokenizer's file does not say it. */
enum TextForm {
    /** As it came. */
    PLAIN,
    /** In small letters: SigLIP 2 was trained so, but its tokenizer is Gemma's, which keeps letters as they are. */
    LOWERCASE,
    /** SigLIP's {@code canonicalize_text}: small letters, no ASCII punctuation, single spaces. */
    CANONICAL;

    private static final Pattern PUNCTUATION = Pattern.compile("\\p{Punct}");
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /** The form that goes with the class in a {@code tokenizer_config.json}. */
    static TextForm of(JsonNode settings) {
        String name = settings.path("tokenizer_class").asString("").replaceFirst("Fast$", "");
        return switch (name) {
            case "SiglipTokenizer" -> CANONICAL;
            case "Siglip2Tokenizer", "GemmaTokenizer" -> LOWERCASE;
            default -> PLAIN;
        };
    }

    String apply(String text) {
        return switch (this) {
            case PLAIN -> text;
            case LOWERCASE -> text.toLowerCase(Locale.ROOT);
            case CANONICAL ->
                SPACE.matcher(PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(""))
                        .replaceAll(" ")
                        .strip();
        };
    }
}
