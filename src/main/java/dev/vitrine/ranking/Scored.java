package dev.vitrine.ranking;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A candidate with its score and what led to it.
 *
 * @param because the item of the user's that it resembles, where it resembles one
 * @param picture share of the picture in the likeness, 0 to 1
 * @param propensity how likely it was to stand in its place; below 1 where chance chose it
 * @param features what the score is made of, where that was asked for
 */
record Scored(
        long item,
        double score,
        Kind kind,
        @Nullable Long because,
        double picture,
        double propensity,
        Map<String, Double> features) {

    Scored(long item, double score, Kind kind, @Nullable Long because, double picture) {
        this(item, score, kind, because, picture, 1, Map.of());
    }

    /** The same with what led to it. */
    Scored because(@Nullable Long other) {
        return new Scored(item, score, kind, other, picture);
    }

    /** Why an item is shown. */
    enum Kind {
        LOOKS_LIKE("looks-like"),
        READS_LIKE("reads-like"),
        WORDED_LIKE("worded-like"),
        TOGETHER("liked-together"),
        SESSION("session"),
        POPULAR("popular"),
        NEW("new"),
        PINNED("pinned");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** The same, gaining an amount. */
    Scored plus(double amount) {
        return amount == 0 ? this : new Scored(item, score + amount, kind, because, picture, propensity, features);
    }

    /** The same in a place that an operator gave it. */
    Scored pinned() {
        return new Scored(item, score, Kind.PINNED, null, 0, 1, features);
    }

    /** The same in a place that chance gave it. */
    Scored explored(double probability) {
        return new Scored(item, score, Kind.NEW, null, 0, probability, features);
    }

    /** The same, telling a feature more. */
    Scored telling(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(features);
        more.put(name, value);
        return new Scored(item, score, kind, because, picture, propensity, more);
    }

    /** The same, telling its features. */
    Scored telling(Map<String, Double> known) {
        return new Scored(item, score, kind, because, picture, propensity, known);
    }
}
