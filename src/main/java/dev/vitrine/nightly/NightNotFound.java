package dev.vitrine.nightly;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no night of that number, or its course was forgotten. */
public class NightNotFound extends Problem {

    public NightNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "night-not-found", "There is no night " + id + ".");
    }
}
