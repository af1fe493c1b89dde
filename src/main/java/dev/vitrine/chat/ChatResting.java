package dev.vitrine.chat;

import dev.vitrine.problem.Problem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** The larger model failed so often, or has so many calls, that it is not called now. */
public class ChatResting extends Problem {

    private ChatResting(String detail, Duration rest) {
        super(HttpStatus.SERVICE_UNAVAILABLE, "chat-resting", detail);
        retryAfter(Math.max(1, rest.toSeconds()));
    }

    static ChatResting failing(Duration rest) {
        return new ChatResting(
                "The larger model failed again and again and is not called for up to " + rest.toSeconds() + " s.",
                rest);
    }

    static ChatResting busy(int parallel, Duration waited) {
        return new ChatResting(
                "The larger model has " + parallel + " calls at once, and none ended within " + waited.toSeconds()
                        + " s.",
                waited);
    }
}
