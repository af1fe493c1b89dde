package dev.vitrine.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a prompt, which never changes.
 *
 * @param text with {} where a person's words go; without, they come after it
 * @param author null for those that came with the program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptTemplate(
        Purpose purpose,
        String language,
        int version,
        String text,
        @Nullable String author,
        Instant at) {

    static final String PLACE = "{}";

    /** The prompt with a person's words, which may be none. */
    public String with(String words) {
        String own = words.strip();
        if (text.contains(PLACE)) {
            return text.replace(PLACE, own).strip();
        }
        return own.isEmpty() ? text : text + "\n" + own;
    }

    /** Its name in what is kept with an answer: "caption en v3". */
    public String label() {
        return purpose.word() + " " + language + " v" + version;
    }
}
