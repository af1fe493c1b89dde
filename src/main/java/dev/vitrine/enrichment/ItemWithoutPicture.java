package dev.vitrine.enrichment;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** Something is to be written about an item that has no picture. */
public class ItemWithoutPicture extends Problem {

    public ItemWithoutPicture(String item) {
        super(HttpStatus.CONFLICT, "item-without-picture", "The item \"" + item + "\" has no picture to look at.");
    }
}
