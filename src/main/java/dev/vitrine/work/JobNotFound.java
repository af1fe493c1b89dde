package dev.vitrine.work;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no job of that number, or it has long ended. */
public class JobNotFound extends Problem {

    public JobNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "job-not-found", "There is no job " + id + ".");
    }
}
