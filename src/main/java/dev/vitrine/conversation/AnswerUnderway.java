package dev.vitrine.conversation;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** An earlier question of the conversation is still being answered. */
public class AnswerUnderway extends Problem {

    public AnswerUnderway(long conversation, int turn) {
        super(
                HttpStatus.CONFLICT,
                "answer-underway",
                "Turn " + turn + " of the conversation " + conversation + " is still being answered.");
        retryAfter(1);
    }
}
