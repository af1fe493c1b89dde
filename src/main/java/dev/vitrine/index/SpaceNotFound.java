package dev.vitrine.index;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no space of that number. */
public class SpaceNotFound extends Problem {

    public SpaceNotFound(int id) {
        super(HttpStatus.NOT_FOUND, "space-not-found", "There is no space " + id + ".");
    }
}
