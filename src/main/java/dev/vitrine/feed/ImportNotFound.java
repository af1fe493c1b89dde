package dev.vitrine.feed;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no import of that number, or it has long ended. */
class ImportNotFound extends Problem {

    ImportNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "import-not-found", "There is no import " + id + ".");
    }
}
