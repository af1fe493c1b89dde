package dev.vitrine.chat;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** No larger model is set up. */
public class ChatMissing extends Problem {

    public ChatMissing() {
        super(
                HttpStatus.CONFLICT,
                "chat-missing",
                "No larger model is set up: vitrine.chat.base-url and vitrine.chat.model name one.");
    }
}
