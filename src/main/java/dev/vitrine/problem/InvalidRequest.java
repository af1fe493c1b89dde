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

    /**
     * The value, if it lies within its limits.
     *
     * @throws InvalidRequest naming the field, its limits and the value
     */
    public static int within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidRequest(
                    field, "%s must be from %d to %d, but is %d.".formatted(field, least, most, value));
        }
        return value;
    }

    /**
     * The value, if it lies within its limits.
     *
     * @throws InvalidRequest naming the field, its limits and the value, also where that is no number
     */
    public static double within(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new InvalidRequest(
                    field, "%s must be from %s to %s, but is %s.".formatted(field, least, most, value));
        }
        return value;
    }
}
