package dev.vitrine.access;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** Nobody of that name signs in to the console. */
class OperatorNotFound extends Problem {

    OperatorNotFound(String name) {
        super(HttpStatus.NOT_FOUND, "operator-not-found", "There is no operator " + Role.quoted(name) + ".");
    }
}
