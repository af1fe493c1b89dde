package dev.vitrine.access;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** What is asked of an operator would leave the console without an admin, or have two of one name. */
class OperatorRefused extends Problem {

    OperatorRefused(String detail) {
        super(HttpStatus.CONFLICT, "operator-refused", detail);
    }
}
