package dev.vitrine.conversation;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no conversation of that number. */
public class ConversationNotFound extends Problem {

    public ConversationNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "conversation-not-found", "There is no conversation " + id + ".");
    }
}
