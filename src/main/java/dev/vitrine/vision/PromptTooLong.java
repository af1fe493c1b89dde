package dev.vitrine.vision;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A prompt or a question has more tokens than the model reads. */
public class PromptTooLong extends Problem {

    public PromptTooLong(String prompt, int tokens, int most) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "prompt-too-long",
                "The prompt \"" + (prompt.length() > 40 ? prompt.substring(0, 40) + "…" : prompt) + "\" has " + tokens
                        + " tokens; the model reads at most " + most + ".");
    }
}
