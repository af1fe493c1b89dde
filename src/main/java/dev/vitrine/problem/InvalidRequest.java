package dev.vitrine.problem;

import org.springframework.http.HttpStatus;

/** A field of a request has a value that cannot be used. */
public class InvalidRequest extends Problem {

    /**
     * Says what is wrong.
     *
     * @param detail one sentence that names the field, the limit and the value
     */
    public InvalidRequest(String field, String detail) {
        super(HttpStatus.BAD_REQUEST, "invalid-request", detail);
        fact("field", field);
    }
}
