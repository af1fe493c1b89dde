package dev.vitrine.index;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A space cannot do now what is asked of it: serve, be built, or go. */
public class SpaceUnusable extends Problem {

    public SpaceUnusable(String detail) {
        super(HttpStatus.CONFLICT, "space-unusable", detail);
    }
}
