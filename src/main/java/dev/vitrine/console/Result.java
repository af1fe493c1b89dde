package dev.vitrine.console;

import dev.vitrine.ranking.Ranking.Ranked;
import dev.vitrine.search.Search.Hit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A found or recommended item as operators look at it: with what its score is made of.
 *
 * @param words of a question that the item has
 * @param parts what the score is the sum of
 * @param more what those were made of
 */
record Result(Card card, double score, List<String> words, List<Part> parts, List<Part> more) {

    private static final Set<String> SUMMED =
            Set.of("content", "behaviour", "words", "popularity", "dislike", "re-ranker", "boost");

    /** A feature by its name, and its value. */
    record Part(String name, double value) {}

    static Result of(Hit hit, Locale locale) {
        return new Result(Card.of(hit, locale), hit.score(), hit.words(), parts(hit.features(), true), List.of());
    }

    static Result of(Ranked ranked, Locale locale) {
        Map<String, Double> features = ranked.features();
        return new Result(
                Card.of(ranked, locale), ranked.score(), List.of(), parts(features, true), parts(features, false));
    }

    /** Those that are summed, without what gave nothing; or the others. Of a search all are summed. */
    private static List<Part> parts(Map<String, Double> features, boolean summed) {
        boolean ranked = features.keySet().stream().anyMatch(name -> name.equals("boost"));
        return features.entrySet().stream()
                .filter(feature -> (!ranked || SUMMED.contains(feature.getKey())) == summed)
                .filter(feature -> !summed || Math.abs(feature.getValue()) >= 0.005)
                .map(feature -> new Part(feature.getKey(), feature.getValue()))
                .toList();
    }
}
