package dev.vitrine.tensor;

import dev.vitrine.problem.Problem;
import java.nio.file.Path;
import org.springframework.http.HttpStatus;

/** A weights file is missing, damaged, or not what the model needs. */
public class DamagedWeights extends Problem {

    /**
     * Says what is wrong.
     *
     * @param what a clause that names the tensor and the expectation
     */
    public DamagedWeights(Path where, String what) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "damaged-weights",
                "The weights in " + where.getFileName() + " cannot be used: " + what + ".");
    }
}
