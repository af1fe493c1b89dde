package dev.vitrine.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a text is found by: lower-case words without a plural s and, since PostgreSQL cannot split Chinese, each
 * Chinese character and each pair of neighbours.
 */
final class Lexemes {

    private static final Pattern RUN = Pattern.compile("\\p{IsHan}+|[\\p{L}\\p{N}&&[^\\p{IsHan}]]+");
    private static final int LONGEST = 100;
    private static final int MOST_BYTES = 500_000; // of the 1,048,575 that a tsvector may have with its places

    private Lexemes() {}

    /** What an item with this text is stored under. */
    static Set<String> stored(String text) {
        return of(text, true);
    }

    /** What a question is looked up by: pairs alone where a Chinese word has more than one character. */
    static Set<String> asked(String words) {
        return of(words, false);
    }

    /** Adds how often a text has each of what it is stored under. */
    static void count(String text, Map<String, Integer> counts) {
        each(text, true, lexeme -> counts.merge(lexeme, 1, Integer::sum));
    }

    private static Set<String> of(String text, boolean single) {
        Set<String> lexemes = new LinkedHashSet<>();
        each(text, single, lexemes::add);
        return lexemes;
    }

    private static void each(String text, boolean single, Consumer<String> lexemes) {
        RUN.matcher(text).results().forEach(result -> {
            String run = result.group();
            int[] points = run.codePoints().toArray();
            if (!Character.isIdeographic(points[0])) {
                lexemes.accept(stem(run.toLowerCase(Locale.ROOT)));
                return;
            }
            for (int i = 0; i < points.length; i++) {
                if (single || points.length == 1) {
                    lexemes.accept(Character.toString(points[i]));
                }
                if (i > 0) {
                    lexemes.accept(Character.toString(points[i - 1]) + Character.toString(points[i]));
                }
            }
        });
    }

    /** What of a question a text with these lexemes has: words as they were asked, pairs of Chinese characters. */
    static List<String> shared(String words, Set<String> stored) {
        List<String> shared = new ArrayList<>();
        RUN.matcher(words).results().map(MatchResult::group).forEach(run -> {
            Set<String> asked = asked(run);
            if (!Character.isIdeographic(run.codePointAt(0))) {
                if (stored.containsAll(asked) && !shared.contains(run)) {
                    shared.add(run);
                }
            } else {
                asked.stream()
                        .filter(stored::contains)
                        .filter(pair -> !shared.contains(pair))
                        .forEach(shared::add);
            }
        });
        return shared;
    }

    /** A {@code tsquery} for texts that have any of the words, of a Chinese word all of its pairs. */
    static String anyWord(String words) {
        return RUN.matcher(words)
                .results()
                .map(result -> "(" + query(asked(result.group()), "&") + ")")
                .collect(Collectors.joining(" | "));
    }

    /** As many of the first as PostgreSQL takes in one row; an item is not found by what comes after those. */
    static Set<String> bounded(Set<String> lexemes) {
        Set<String> kept = new LinkedHashSet<>();
        int bytes = 0;
        for (String lexeme : lexemes) {
            bytes += lexeme.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            kept.add(lexeme);
        }
        return kept;
    }

    private static String stem(String word) {
        String cut = word.codePointCount(0, word.length()) > LONGEST
                ? word.substring(0, word.offsetByCodePoints(0, LONGEST))
                : word;
        if (cut.length() > 4 && (cut.endsWith("shes") || cut.endsWith("ches") || cut.endsWith("sses"))) {
            return cut.substring(0, cut.length() - 2);
        }
        return cut.length() > 3 && cut.endsWith("s") && !cut.endsWith("ss") ? cut.substring(0, cut.length() - 1) : cut;
    }

    /** Lexemes as a {@code tsquery}; they hold letters and digits alone, so quoting them is enough. */
    static String query(Set<String> lexemes, String operator) {
        return lexemes.stream().map(lexeme -> "'" + lexeme + "'").collect(Collectors.joining(" " + operator + " "));
    }
}
