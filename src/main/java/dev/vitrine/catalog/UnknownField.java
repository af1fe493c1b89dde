package dev.vitrine.catalog;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** A filter names something that no item has. */
public class UnknownField extends Problem {

    public UnknownField(String name, String known) {
        super(
                HttpStatus.BAD_REQUEST,
                "unknown-field",
                "The filter names \"" + name.substring(0, Math.min(name.length(), 60))
                        + "\", which no item has; known are " + known + ".");
        fact("field", "filter");
        fact("unknown", name);
    }
}
