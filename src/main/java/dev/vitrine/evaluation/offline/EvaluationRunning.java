package dev.vitrine.evaluation.offline;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

class EvaluationRunning extends Problem {

    EvaluationRunning() {
        super(HttpStatus.CONFLICT, "evaluation-running", "An evaluation is running already; one runs at a time.");
    }
}
