package dev.vitrine.nightly;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A night runs already, here or in another process on the same database. */
public class NightRunning extends Problem {

    public NightRunning() {
        super(HttpStatus.CONFLICT, "night-running", "A night is running already; one runs at a time.");
    }
}
