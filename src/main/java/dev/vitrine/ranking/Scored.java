package dev.vitrine.ranking;

import org.jspecify.annotations.Nullable;

/**
 * A candidate with its score and what led to it.
 *
 * @param because the item of the user's that it resembles, where it resembles one
 * @param picture share of the picture in the likeness, 0 to 1
 */
record Scored(long item, double score, Kind kind, @Nullable Long because, double picture) {

    /** Why an item is shown. */
    enum Kind {
        LOOKS_LIKE("looks-like"),
        READS_LIKE("reads-like"),
        SESSION("session"),
        POPULAR("popular"),
        NEW("new");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }
}
