package dev.vitrine.enrichment;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no statement of that number. */
public class StatementNotFound extends Problem {

    public StatementNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "statement-not-found", "There is no statement " + id + ".");
    }
}
