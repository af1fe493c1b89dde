package dev.vitrine.evaluation.offline;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

class RunNotFound extends Problem {

    RunNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "run-not-found", "There is no stored run " + id + ".");
    }
}
