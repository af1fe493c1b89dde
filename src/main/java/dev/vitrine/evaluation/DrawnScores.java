package dev.vitrine.evaluation;

import java.util.Map;

/**
 * What a model makes of drawings it never saw.
 *
 * @param pictures in the gallery: every combination of category, colour and pattern, several times
 * @param heldOut combinations that training never saw
 * @param languages the scores that depend on words, by language
 * @param pictureToPicture precision@10 of the pictures nearest to one of a held-out combination
 */
record DrawnScores(
        String model,
        String revision,
        int pictures,
        int combinations,
        int heldOut,
        Map<String, Worded> languages,
        ByTrait pictureToPicture) {

    /**
     * Scores of one language.
     *
     * @param trained searches for category, colour and pattern in phrasings of the training, one per combination
     * @param heldOut those of them whose combination the training never saw
     * @param unseen the same searches in phrasings that the training never saw
     * @param prompted share of held-out pictures whose best prompt is right; the training saw these labels, so this is
     *     not zero-shot
     */
    record Worded(Recall trained, Recall heldOut, Recall unseen, ByTrait prompted) {}

    /** How often a picture that fits in every stated trait is the first, or among the first ten. */
    record Recall(double at1, double at10) {}

    /** A score for each trait. */
    record ByTrait(double category, double colour, double pattern) {}
}
