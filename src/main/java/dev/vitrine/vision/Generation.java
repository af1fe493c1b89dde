package dev.vitrine.vision;

import dev.vitrine.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * How a text is written, token by token.
 *
 * @param minTokens the least tokens of a text
 * @param maxTokens the most tokens of a text; what the prompt takes does not count
 * @param beams how many texts are followed side by side to find a likelier one (beam search); 1 for the likeliest token at
 *     each step
 * @param lengthPenalty the power of a text's length that its log-probability is divided by, to compare beams: above 0
 *     favours longer texts
 * @param sampling draws tokens by chance instead; null not to
 */
public record Generation(
        int minTokens,
        int maxTokens,
        int beams,
        double lengthPenalty,
        @Nullable Sampling sampling) {

    private static final int MAX_TOKENS = 512;
    private static final int MAX_BEAMS = 16;
    private static final int MAX_TOP_K = 1_000_000;

    /** A setting that makes no sense. */
    public static class Unusable extends Problem {
        Unusable(String detail) {
            super(HttpStatus.BAD_REQUEST, "generation-unusable", detail);
        }
    }

    public Generation {
        within("maxTokens", maxTokens, 1, MAX_TOKENS);
        within("minTokens", minTokens, 0, maxTokens);
        within("beams", beams, 1, MAX_BEAMS);
        within("lengthPenalty", lengthPenalty, -10, 10);
        if (sampling != null && beams > 1) {
            throw new Unusable("A text is either drawn by chance or searched with beams, not both.");
        }
    }

    /**
     * Drawing by chance. The same seed gives the same texts for the same pictures.
     *
     * @param temperature below 1 for likelier tokens, above 1 for rarer ones
     * @param topK only so many of the likeliest tokens; 0 for all
     * @param topP only the likeliest tokens that together reach this probability; 1 for all (arXiv 1904.09751)
     */
    public record Sampling(double temperature, int topK, double topP, long seed) {

        public Sampling {
            within("temperature", temperature, 0.01, 100);
            within("topK", topK, 0, MAX_TOP_K);
            within("topP", topP, 0.01, 1);
        }
    }

    /** The likeliest token at each step. */
    public static Generation greedy(int maxTokens) {
        return new Generation(0, maxTokens, 1, 1, null);
    }

    /** The likeliest of the texts that some beams find. */
    public static Generation beams(int beams, int maxTokens) {
        return new Generation(0, maxTokens, beams, 1, null);
    }

    /** By chance. */
    public static Generation sampled(Sampling sampling, int maxTokens) {
        return new Generation(0, maxTokens, 1, 1, sampling);
    }

    private static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new Unusable("The " + name + " of a generation is " + number(least) + " to " + number(most) + ", not "
                    + number(value) + ".");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
