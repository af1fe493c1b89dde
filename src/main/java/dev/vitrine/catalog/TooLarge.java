package dev.vitrine.catalog;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** More was sent than is taken. */
class TooLarge extends Problem {

    TooLarge(String field, String unit, long most) {
        super(HttpStatus.CONTENT_TOO_LARGE, "too-large", "The " + field + " has more than " + most + " " + unit + ".");
        fact("field", field);
        fact("limit", most);
    }
}
