package dev.vitrine.models;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A model could not be brought here; what had arrived in full is kept for the next try. */
class PullFailed extends Problem {

    PullFailed(String detail) {
        super(HttpStatus.BAD_GATEWAY, "pull-failed", detail);
    }
}
