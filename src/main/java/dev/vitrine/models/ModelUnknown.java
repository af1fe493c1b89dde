package dev.vitrine.models;

import dev.vitrine.problem.Problem;
import java.util.Collection;
import org.springframework.http.HttpStatus;

/** A model is asked for that is not there, or not in the catalogue. */
class ModelUnknown extends Problem {

    ModelUnknown(String name, Collection<String> known) {
        super(
                HttpStatus.NOT_FOUND,
                "model-unknown",
                "There is no model \"" + name + "\"; known are " + String.join(", ", known) + ".");
    }
}
