package dev.vitrine.vision;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A model's folder is missing, damaged, or holds something this program cannot run. */
public class ModelUnusable extends Problem {

    public ModelUnusable(String detail) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, "model-unusable", detail);
    }
}
