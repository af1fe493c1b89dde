package dev.vitrine.search;

import dev.vitrine.problem.InvalidRequest;
import org.jspecify.annotations.Nullable;

/**
 * How much each part of a question counts, from 0 to 1; null for what the shop's settings say. A weight of what is not
 * in the question has no effect.
 *
 * <p>Of picture and words only the proportion matters: what is near is measured in deviations above chance, so that half
 * and half is half and half, whichever model serves. At 0 a part is as if it had not been said.
 *
 * @param picture beside the words
 * @param words beside the picture, those that the models read and exact ones
 * @param taste what a deviation towards the user's interests adds, where one towards the question adds 1
 */
public record Weights(
        @Nullable Double picture,
        @Nullable Double words,
        @Nullable Double taste) {

    /** As the shop's settings say. */
    public static final Weights USUAL = new Weights(null, null, null);

    /** @throws InvalidRequest if one is not from 0 to 1 */
    public Weights {
        check("pictureWeight", picture);
        check("wordsWeight", words);
        check("tasteWeight", taste);
    }

    private static void check(String field, @Nullable Double weight) {
        if (weight != null) {
            InvalidRequest.within(field, weight, 0, 1);
        }
    }
}
