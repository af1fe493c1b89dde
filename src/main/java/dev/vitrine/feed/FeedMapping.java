package dev.vitrine.feed;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person says of a file's columns; what is not said is guessed from their names.
 *
 * @param fields the column that holds a field; empty for a field that none holds
 * @param ignored columns that are not read; null for those that usually are of no use. All others become attributes
 */
public record FeedMapping(
        @Nullable Map<String, String> fields, @Nullable Set<String> ignored) {

    /** All is guessed. */
    public static final FeedMapping GUESSED = new FeedMapping(null, null);
}
