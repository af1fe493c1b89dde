package dev.vitrine.ranking;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** The item's vectors are not computed yet. */
public class ItemNotEmbedded extends Problem {

    public ItemNotEmbedded(String id) {
        super(
                HttpStatus.CONFLICT,
                "item-not-embedded",
                "The item \"" + id + "\" has no vector yet; it gets one within seconds of being stored, so try again.");
        fact("item", id);
    }
}
