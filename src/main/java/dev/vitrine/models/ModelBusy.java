package dev.vitrine.models;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A model serves, is being pulled, or lies where it was not put by a pull: it is left as it is. */
class ModelBusy extends Problem {

    ModelBusy(String detail) {
        super(HttpStatus.CONFLICT, "model-busy", detail);
    }
}
