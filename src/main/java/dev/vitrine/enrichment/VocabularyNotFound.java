package dev.vitrine.enrichment;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** There is no vocabulary of that name. */
public class VocabularyNotFound extends Problem {

    public VocabularyNotFound(String name) {
        super(HttpStatus.NOT_FOUND, "vocabulary-not-found", "There is no vocabulary \"" + name + "\".");
    }
}
