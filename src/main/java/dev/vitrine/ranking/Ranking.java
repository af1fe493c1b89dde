package dev.vitrine.ranking;

import dev.vitrine.catalog.Item;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Which items to show. */
@Service
public class Ranking {

    /** Which side of items to compare. */
    public enum By {
        PICTURE,
        TEXT,
        BOTH
    }

    /** Items for a user; logged under the answer's id. */
    public Recommendation forUser(String user, int limit) {
        throw new UnsupportedOperationException();
    }

    /** Items like this one, best first. */
    public List<Ranked> similar(String item, By by, int limit) {
        throw new UnsupportedOperationException();
    }

    /**
     * An answer.
     *
     * @param basis what it rests on: "preference", "session", "popular" or "new"; when it is not the preference,
     *     {@code explanation} says why
     */
    public record Recommendation(
            UUID id, String user, String basis, @Nullable String explanation, List<Ranked> items) {}

    /** An item with its score and why it is here. */
    public record Ranked(Item item, double score, Reason reason) {}

    /**
     * Why an item is shown.
     *
     * @param kind "looks-like", "reads-like", "session", "popular" or "new"
     * @param because the item of the user (or of the request) that led here, where one did
     * @param picture share of the picture in the score, 0 to 1; the text has the rest
     */
    public record Reason(String kind, @Nullable Item because, double picture) {}
}
