package dev.vitrine.access;

import dev.vitrine.problem.Problem;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** No working key has that id. */
public class KeyNotFound extends Problem {

    public KeyNotFound(UUID id) {
        super(HttpStatus.NOT_FOUND, "key-not-found", "There is no working key with the id " + id + ".");
    }
}
