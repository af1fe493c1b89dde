package dev.vitrine.vision.blip;

/**
 * The likeliest next tokens of several texts, the likeliest first.
 *
 * @param each how many per text
 * @param scores log-probabilities, text by text
 * @param tokens their ids, beside the scores
 */
@SuppressWarnings("ArrayRecordComponent")
record Candidates(int each, float[] scores, long[] tokens) {}
