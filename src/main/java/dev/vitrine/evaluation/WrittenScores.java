package dev.vitrine.evaluation;

import java.util.Map;

/**
 * What a model writes about drawings it never saw, all of combinations that training never saw.
 *
 * @param pictures how many
 * @param captions by language and style: the share that states category, colour and pattern, all three right
 * @param answers by language and kind of question: the share that is right word for word; half of the yes/no questions
 *     are to be answered with no
 */
record WrittenScores(
        String model,
        String revision,
        int pictures,
        Map<String, Map<String, Double>> captions,
        Map<String, Map<String, Double>> answers) {}
