package dev.vitrine.enrichment;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A decision cannot be taken back any more, since what it changed was decided on again. */
public class DecisionOvertaken extends Problem {

    public DecisionOvertaken(long decision, long statement) {
        super(
                HttpStatus.CONFLICT,
                "decision-overtaken",
                "The decision " + decision + " cannot be taken back: the statement " + statement
                        + " was decided on again since.");
    }
}
