package dev.vitrine.evaluation.adaptation;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** The shop has too few items with pictures and texts to train on, or to measure by. */
public class TooFewItems extends Problem {

    public TooFewItems(String detail) {
        super(HttpStatus.CONFLICT, "too-few-items", detail);
    }
}
