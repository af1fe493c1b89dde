package dev.vitrine.nightly;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A night that does not run cannot be stopped. */
public class NightNotRunning extends Problem {

    public NightNotRunning(long id) {
        super(HttpStatus.CONFLICT, "night-not-running", "The night " + id + " does not run.");
    }
}
