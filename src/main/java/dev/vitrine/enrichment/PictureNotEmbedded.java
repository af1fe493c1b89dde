package dev.vitrine.enrichment;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** An item's picture has no vector yet, or it has no picture: there is nothing to look at. */
public class PictureNotEmbedded extends Problem {

    public PictureNotEmbedded(String item) {
        super(
                HttpStatus.CONFLICT,
                "picture-not-embedded",
                "The item \"" + item + "\" has no picture, or it has not been looked at yet.");
    }
}
