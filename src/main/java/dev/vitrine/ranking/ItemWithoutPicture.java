package dev.vitrine.ranking;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** Items like this one were asked for by its picture, and it has none. */
public class ItemWithoutPicture extends Problem {

    public ItemWithoutPicture(String id) {
        super(
                HttpStatus.CONFLICT,
                "item-without-picture",
                "The item \"" + id + "\" has no picture to compare; ask by=text instead.");
        fact("item", id);
    }
}
