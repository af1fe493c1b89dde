package dev.vitrine.feed;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A file cannot be imported at all; nothing of it is stored. */
public class FeedUnreadable extends Problem {

    FeedUnreadable(String detail) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, "feed-unreadable", detail);
    }
}
