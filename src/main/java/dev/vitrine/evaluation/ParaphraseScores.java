package dev.vitrine.evaluation;

import java.util.List;
import java.util.Map;

/**
 * What a model finds in the demo shop's pictures for words that no text of its training had.
 *
 * @param items in the shop, thirty of each of sixteen kinds
 */
record ParaphraseScores(String model, String revision, int items, Map<String, Answers> languages) {

    /**
     * A language's searches.
     *
     * @param precision the mean of the searches' P@10
     * @param chance what a random order would have
     */
    record Answers(double precision, double chance, List<Answer> searches) {}

    /**
     * One search.
     *
     * @param meant kinds that answer it
     * @param precision P@10
     */
    record Answer(String words, List<String> meant, double precision) {}
}
