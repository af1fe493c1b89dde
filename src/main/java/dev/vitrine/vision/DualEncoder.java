package dev.vitrine.vision;

import dev.vitrine.vector.UnitVector;
import java.util.Arrays;
import java.util.List;

/**
 * A model that puts pictures and texts into one space (CLIP, arXiv 2103.00020). Safe to call from any thread: calls
 * queue for the inference threads, interactive ones before bulk ones, and go through the model together.
 */
public non-sealed interface DualEncoder extends VisionModel {

    /** The length of its vectors. */
    int dimension();

    /** What its cosines mean. */
    Scoring scoring();

    /**
     * One vector per picture, in order.
     *
     * @throws dev.vitrine.tensor.InferenceBusy if too many wait, or it takes too long until it is their turn
     */
    List<UnitVector> pictures(List<RgbImage> pictures, Priority priority);

    /**
     * One grid per picture, in order: which patch adds what to the picture's vector.
     *
     * @throws dev.vitrine.tensor.InferenceBusy if too many wait, or it takes too long until it is their turn
     */
    List<PatchGrid> patches(List<RgbImage> pictures, Priority priority);

    /**
     * One vector per text, in order; longer texts are cut at the model's context length.
     *
     * @throws dev.vitrine.tensor.InferenceBusy if too many wait, or it takes too long until it is their turn
     */
    List<UnitVector> texts(List<String> texts, Priority priority);

    /** Whether somebody waits for the answer. */
    enum Priority {
        INTERACTIVE,
        BULK
    }

    /**
     * How cosines of a picture with texts become probabilities. Models trained to pick one of many texts (CLIP) answer
     * which of them fits best: the probabilities sum to 1. Models trained on each pair alone (SigLIP, arXiv 2303.15343)
     * answer for each text whether it fits: several may, or none.
     *
     * @param scale what a cosine is multiplied by; 100 for OpenAI's CLIP
     * @param bias what is added then; changes nothing under a softmax
     */
    record Scoring(double scale, double bias, Kind kind) {

        /** What the model was trained to tell. */
        public enum Kind {
            SOFTMAX,
            SIGMOID
        }

        /** Which of the texts: {@code exp(logit_scale)} of CLIP. */
        public static Scoring softmax(double scale) {
            return new Scoring(scale, 0, Kind.SOFTMAX);
        }

        /** Each text by itself: {@code exp(logit_scale)} and {@code logit_bias} of SigLIP. */
        public static Scoring sigmoid(double scale, double bias) {
            return new Scoring(scale, bias, Kind.SIGMOID);
        }

        /** The model's logit of one pair. */
        public double logit(double cosine) {
            return scale * cosine + bias;
        }

        /** Each text's probability, in [0, 1]; under a softmax they sum to 1. */
        public double[] probabilities(double... cosines) {
            double[] values = Arrays.stream(cosines).map(this::logit).toArray();
            if (kind == Kind.SIGMOID) {
                return Arrays.stream(values)
                        .map(logit -> 1 / (1 + Math.exp(-logit)))
                        .toArray();
            }
            double most = Arrays.stream(values).max().orElse(0);
            double[] shares =
                    Arrays.stream(values).map(logit -> Math.exp(logit - most)).toArray();
            double sum = Arrays.stream(shares).sum();
            return Arrays.stream(shares).map(share -> share / sum).toArray();
        }
    }
}
