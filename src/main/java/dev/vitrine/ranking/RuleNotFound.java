package dev.vitrine.ranking;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no ranking rule of that number. */
public class RuleNotFound extends Problem {

    public RuleNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "rule-not-found", "There is no ranking rule " + id + ".");
        fact("id", id);
    }
}
