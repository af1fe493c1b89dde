package dev.vitrine.vision;

import dev.vitrine.problem.Problem;
import org.springframework.http.HttpStatus;

/** Bytes that are no picture this program can decode, or more picture than it is willing to. */
public class PictureUnreadable extends Problem {

    public PictureUnreadable(String detail) {
        super(HttpStatus.UNPROCESSABLE_CONTENT, "picture-unreadable", detail);
    }
}
