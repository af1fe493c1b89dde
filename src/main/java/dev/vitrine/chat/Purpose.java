package dev.vitrine.chat;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.problem.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;

/** What a prompt asks for. */
public enum Purpose {
    /** What the picture shows, for a shop's page. */
    CAPTION,
    /** The answer to a question. */
    QUESTION,
    /** What pictures have in common, and in what they differ. */
    COMPARISON,
    /** The text in the picture, read off. */
    TEXT,
    /** The answer to a question, with the steps that lead to it. */
    REASONING;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it means nothing without a person's own words. */
    public boolean needsWords() {
        return this == QUESTION || this == REASONING;
    }

    /**
     * The purpose of that name.
     *
     * @throws InvalidRequest if there is none
     */
    public static Purpose of(String word) {
        return Arrays.stream(values())
                .filter(purpose -> purpose.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        "purpose",
                        "The purpose \"" + word.substring(0, Math.min(40, word.length())) + "\" is none of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(values())
                                                .map(Purpose::word)
                                                .toList())
                                + "."));
    }
}
