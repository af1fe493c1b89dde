package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.problem.InvalidRequest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that is said of an item, who said it, and what became of it.
 *
 * @param item the item's key
 * @param topic the vocabulary of a tag, the language and style of a caption ("en concise"), or the question of an answer
 * @param value what counts now: a label, or empty for none of the vocabulary; a caption; an answer
 * @param origin the machine that said it; null where a person did
 * @param ranking the machine's best answers with their scores
 * @param mismatches what the shop itself says otherwise
 * @param job the job that it came from
 * @param at when it was first said
 * @param decidedBy the person who had a say; null while only machines had
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Statement(
        long id,
        @JsonIgnore long item,
        Kind kind,
        String topic,
        String value,
        State state,
        @Nullable Origin origin,
        List<Choice> ranking,
        List<Mismatch> mismatches,
        @Nullable Long job,
        Instant at,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {

    /** What kind of statement it is. */
    public enum Kind {
        TAG,
        CAPTION,
        ANSWER;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The kind of that name.
         *
         * @throws InvalidRequest if there is none
         */
        public static Kind of(String word) {
            return named("kind", word, values(), Kind::word);
        }
    }

    /** What became of it. */
    public enum State {
        /** A machine said it, and nobody has looked yet. */
        PROPOSED,
        /** It counts as the machine said it. */
        ACCEPTED,
        /** It counts in a person's words. */
        EDITED,
        /** It does not count, and the model that said it does not say it again. */
        REJECTED,
        /** Another one took its place. */
        SUPERSEDED;

        /** Those that count: by which items are found. */
        static final Set<State> COUNTING = Set.of(ACCEPTED, EDITED);

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The state of that name.
         *
         * @throws InvalidRequest if there is none
         */
        public static State of(String word) {
            return named("state", word, values(), State::word);
        }
    }

    private static <T> T named(
            String field, String word, T[] values, java.util.function.Function<? super T, String> name) {
        return Arrays.stream(values)
                .filter(value -> name.apply(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        field,
                        "The " + field + " \"" + word.substring(0, Math.min(40, word.length())) + "\" is none of "
                                + String.join(
                                        ", ", Arrays.stream(values).map(name).toList())
                                + "."));
    }

    /**
     * The machine's part, which never changes.
     *
     * @param said the machine's own words
     * @param prompt what it was given
     * @param settings by which it said so
     * @param score how sure it is, in [0, 1]; null where that could not be told
     * @param picture the sha256 of the picture that it looked at
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Origin(
            String said,
            String model,
            String revision,
            String prompt,
            Map<String, Object> settings,
            @Nullable Double score,
            @Nullable String picture) {

        boolean sameModel(Origin other) {
            return model.equals(other.model) && revision.equals(other.revision);
        }

        /** Whether it was made in the same way, so that saying it again says nothing new. */
        boolean sameWay(Origin other) {
            return sameModel(other)
                    && prompt.equals(other.prompt)
                    && settings.equals(other.settings)
                    && java.util.Objects.equals(picture, other.picture);
        }
    }

    /** An answer with its score, in [0, 1]. */
    public record Choice(String value, double score) {}

    /**
     * What the shop itself says otherwise.
     *
     * @param field category, or an attribute
     * @param stated the shop's value
     * @param said the machine's label; empty for none of them
     */
    public record Mismatch(String field, String stated, String said) {}

    /** Whether it counts now. */
    @JsonIgnore
    public boolean counts() {
        return State.COUNTING.contains(state);
    }

    /** Whether only machines had a say in it so far. */
    @JsonIgnore
    boolean undecided() {
        return decidedBy == null;
    }

    /** Whether a person's word stands in it. */
    @JsonIgnore
    boolean isPersons() {
        return decidedBy != null && counts();
    }

    /** Whether this, or what the machine first said here, is that value. */
    boolean said(String other) {
        return value.equals(other) || origin != null && origin.said().equals(other);
    }
}
