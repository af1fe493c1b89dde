package dev.vitrine.chat;

import dev.vitrine.problem.Problem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** A call could cost more than is left of the day. */
public class SpendingLimitReached extends Problem {

    SpendingLimitReached(String setting, String limit, String spent, String call, Duration left) {
        super(
                HttpStatus.TOO_MANY_REQUESTS,
                "spending-limit-reached",
                "The larger model may take " + limit + " a day (" + setting + "); " + spent
                        + " are taken or booked today, and this call could take " + call + ".");
        fact("setting", setting);
        retryAfter(left.toSeconds() + 1);
    }
}
