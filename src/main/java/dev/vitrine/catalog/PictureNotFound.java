package dev.vitrine.catalog;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** No picture has that hash. */
public class PictureNotFound extends Problem {

    public PictureNotFound(String sha256) {
        super(HttpStatus.NOT_FOUND, "picture-not-found", "There is no picture \"" + sha256 + "\".");
    }
}
