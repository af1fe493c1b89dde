package dev.vitrine.enrichment;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no decision of that number, or none that could be taken back. */
public class DecisionNotFound extends Problem {

    public DecisionNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "decision-not-found", "There is no decision " + id + ".");
    }

    DecisionNotFound(String person) {
        super(HttpStatus.NOT_FOUND, "nothing-to-undo", "There is no decision of " + person + " to take back.");
    }
}
