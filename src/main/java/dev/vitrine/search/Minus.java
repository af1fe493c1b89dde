package dev.vitrine.search;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A question's words and those that are not meant: words behind a minus at their start, as in "mug -striped".
 *
 * @param meant empty for none
 * @param not empty for none
 */
record Minus(String meant, String not) {

    private static final Pattern MINUS = Pattern.compile("(?<=^|\\s)-(?=[\\p{L}\\p{N}])(\\S+)");

    static Minus read(@Nullable String words, @Nullable String not) {
        Matcher matcher = MINUS.matcher(words == null ? "" : words);
        StringBuilder meant = new StringBuilder();
        StringBuilder unmeant = new StringBuilder(not == null ? "" : not.strip());
        while (matcher.find()) {
            unmeant.append(unmeant.isEmpty() ? "" : " ").append(matcher.group(1));
            matcher.appendReplacement(meant, " ");
        }
        matcher.appendTail(meant);
        return new Minus(meant.toString().strip().replaceAll("\\s+", " "), unmeant.toString());
    }
}
