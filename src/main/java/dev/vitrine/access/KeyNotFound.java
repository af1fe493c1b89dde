package dev.vitrine.access;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no API key of that id. */
public class KeyNotFound extends Problem {

    public KeyNotFound(long id) {
        super(HttpStatus.NOT_FOUND, "key-not-found", "There is no API key with the id " + id + ".");
        fact("key", id);
    }
}
