package dev.vitrine.ranking;

import dev.vitrine.problem.Problem;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** The page after an answer was asked for, and there is no such answer, or it was somebody else's. */
public class RecommendationNotFound extends Problem {

    public RecommendationNotFound(UUID id) {
        super(
                HttpStatus.NOT_FOUND,
                "recommendation-not-found",
                "after names the recommendation " + id
                        + ", which is not known of this user; leave after out to begin anew.");
        fact("after", id);
    }
}
