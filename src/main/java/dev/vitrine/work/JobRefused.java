package dev.vitrine.work;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A job cannot be ordered now, or cannot do what is asked of it in the state that it is in. */
public class JobRefused extends Problem {

    JobRefused(String detail) {
        super(HttpStatus.CONFLICT, "job-refused", detail);
    }
}
