package dev.vitrine.conversation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.chat.Purpose;
import dev.vitrine.enrichment.Engine;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question and its answer.
 *
 * @param words a person's own
 * @param version of the prompt template of that purpose and language; null where the model was given the words alone
 * @param prompt what the model was given in the end
 * @param revision of the installed model; of the larger one, where it runs
 * @param settings by which it answered
 * @param answer as far as it came
 * @param note what is to be known of the answer, or why there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Turn(
        int number,
        String person,
        Instant askedAt,
        String words,
        Purpose purpose,
        String language,
        @Nullable Integer version,
        String prompt,
        Engine engine,
        String model,
        String revision,
        Map<String, Object> settings,
        State state,
        String answer,
        @Nullable String note,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable Instant answeredAt) {

    /** How far it came. */
    public enum State {
        /** The answer is on its way. */
        ASKED,
        ANSWERED,
        /** The answer ended too early. */
        BROKEN,
        /** There is none. */
        FAILED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
