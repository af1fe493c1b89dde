package dev.vitrine.feed;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** An import cannot do what is asked of it in the state that it is in. */
class ImportRefused extends Problem {

    ImportRefused(String detail) {
        super(HttpStatus.CONFLICT, "import-refused", detail);
    }
}
