package dev.vitrine.catalog;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** The shop has no item of that id. */
public class ItemNotFound extends Problem {

    public ItemNotFound(String id) {
        super(HttpStatus.NOT_FOUND, "item-not-found", "There is no item with the id \"" + id + "\".");
        fact("item", id);
    }
}
