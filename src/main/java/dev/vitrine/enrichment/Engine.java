package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.problem.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;

/** Which model writes. */
public enum Engine {
    /** The installed one, on this machine. */
    LOCAL,
    /** The larger one, on the server that the operator names. */
    REMOTE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The engine of that name.
     *
     * @throws InvalidRequest if there is none
     */
    @JsonCreator
    public static Engine of(String word) {
        return Arrays.stream(values())
                .filter(engine -> engine.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        "engine",
                        "The engine \"" + word.substring(0, Math.min(40, word.length()))
                                + "\" is neither local nor remote."));
    }
}
