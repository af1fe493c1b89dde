package dev.vitrine.demo;

import dev.vitrine.demo.Drawing.Combination;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the demo's captioner should say of a drawing, in two languages and two styles, and how its words are read. */
public final class DemoCaptions {

    private DemoCaptions() {}

    /** How much a caption says. */
    public enum Style {
        /** Category, colour and pattern. */
        CONCISE,
        /** All traits, in a sentence. */
        DETAILED;

        /** The name in words. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the captioner is given to go on from. */
    public static String prompt(String language, Style style) {
        return switch (style) {
            case CONCISE -> language.equals("zh") ? "图中是" : "a picture of";
            case DETAILED -> language.equals("zh") ? "详细描述:" : "a detailed description:";
        };
    }

    /** The right caption, in lower case as models say it. */
    public static String caption(Drawing drawing, String language, Style style) {
        boolean chinese = language.equals("zh");
        String caption = switch (style) {
            case CONCISE -> chinese ? ChineseTexts.concise(drawing) : EnglishTexts.concise(drawing);
            case DETAILED -> chinese ? ChineseTexts.caption(drawing) : EnglishTexts.caption(drawing);
        };
        return caption.toLowerCase(Locale.ROOT);
    }

    /** What a caption says the picture shows; nothing when it leaves out the category, the colour or the pattern. */
    public static Optional<Combination> read(String caption, String language) {
        String text = caption.toLowerCase(Locale.ROOT);
        Category category = first(text, language, Category.values(), value -> value.words().in(language).stream());
        Colour colour = first(text, language, Colour.values(), value -> value.words().in(language).stream());
        Pattern pattern = first(text, language, Pattern.values(), value -> patternWords(value, language));
        return category == null || colour == null || pattern == null
                ? Optional.empty()
                : Optional.of(new Combination(category, colour, pattern));
    }

    private static Stream<String> patternWords(Pattern pattern, String language) {
        Stream<String> words = Stream.concat(pattern.words().in(language).stream(), Stream.of(pattern.noun(language)));
        return pattern == Pattern.TWO_TONE
                ? Stream.concat(words, Stream.of(language.equals("zh") ? "另一半" : "other colour"))
                : words;
    }

    private interface Named<T> {
        Stream<String> of(T value);
    }

    /** The value that is named first; of two that begin at the same place, the longer word. */
    private static <T> @Nullable T first(String text, String language, T[] values, Named<T> named) {
        T found = null;
        int start = Integer.MAX_VALUE;
        int length = 0;
        for (T value : values) {
            String words = named.of(value)
                    .map(word -> word.toLowerCase(Locale.ROOT))
                    .map(java.util.regex.Pattern::quote)
                    .collect(Collectors.joining("|"));
            String whole = language.equals("zh") ? "(?:" + words + ")" : "\\b(?:" + words + ")(?:e?s)?\\b";
            var matcher = java.util.regex.Pattern.compile(whole).matcher(text);
            if (matcher.find()
                    && (matcher.start() < start
                            || matcher.start() == start && matcher.end() - matcher.start() > length)) {
                found = value;
                start = matcher.start();
                length = matcher.end() - matcher.start();
            }
        }
        return found;
    }
}
