package dev.vitrine.problem;

import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpStatus;

/** A request has parameters that the endpoint does not know; named, so that a typing error is not silently ignored. */
final class UnknownParameter extends Problem {

    UnknownParameter(Collection<String> unknown, Collection<String> known) {
        super(
                HttpStatus.BAD_REQUEST,
                "unknown-parameter",
                "Unknown parameter "
                        + String.join(", ", unknown)
                        + (known.isEmpty()
                                ? "; this endpoint takes none."
                                : "; known are " + String.join(", ", known) + "."));
        fact("parameters", List.copyOf(unknown));
        fact("known", List.copyOf(known));
    }
}
