package dev.vitrine.vision;

import dev.vitrine.vision.PairedData.Text;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.locked.LockedConfig;
import dev.vitrine.vision.training.ContrastiveTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trains a CLIP on pictures and their texts, and writes it as a Hugging Face {@code CLIPModel} folder. First the picture
 * tower learns attribute heads, then both towers learn to agree (InfoNCE in both directions, arXiv 2103.00020). The
 * dense signal of the heads is what lets a small transformer learn from few pictures; alone, InfoNCE stays at chance on
 * fine attributes. The same seed gives the same course up to the rounding of parallel sums.
 */
public final class ContrastiveTraining {

    private ContrastiveTraining() {}

    /** What turns texts into vectors. */
    public enum TextSide {
        /** A text tower that is trained with the picture tower: it knows the words of the training. */
        OWN,
        /**
         * Sentence encoders that others trained on far more words, and that stay as they are; the picture tower and a
         * projection learn to meet them (the mirror image of LiT, arXiv 2111.07991). Their vectors are computed once, so
         * that a step costs the picture tower alone.
         */
        LOCKED
    }

    /** The text side of an installed model. */
    public static TextSide textsOf(Path folder) throws IOException {
        return Checkpoint.open(folder).type().equals(LockedConfig.TYPE) ? TextSide.LOCKED : TextSide.OWN;
    }

    /**
     * How to train.
     *
     * @param headSteps of the first stage; 0 skips it
     * @param pairSteps of the second stage
     * @param headWeight of the heads' loss beside InfoNCE, so that the towers do not forget fine attributes
     * @param batch pictures a step
     * @param start the folder of the model to start from; null to start from random weights
     * @param texts what reads the texts
     * @param limit after which both stages end although steps are left, each with its share; the rate falls accordingly.
     *     Null lets the steps decide, so that the course can be repeated
     */
    public record Settings(
            int headSteps,
            double headRate,
            int pairSteps,
            double pairRate,
            double headWeight,
            double weightDecay,
            int batch,
            long seed,
            Augmentation augmentation,
            @Nullable Path start,
            @Nullable Duration limit,
            TextSide texts) {

        /** What the demo's model was trained with. */
        public static Settings forDrawings(int headSteps, int pairSteps, long seed, @Nullable Path start) {
            return new Settings(
                    headSteps,
                    1.2e-3,
                    pairSteps,
                    1e-3,
                    0.2,
                    0.1,
                    64,
                    seed,
                    new Augmentation(4, 0, true, 0.08, 0),
                    start,
                    null,
                    TextSide.OWN);
        }

        /** What the demo's model with a locked text side was trained with, from the picture tower of the other one. */
        public static Settings forLockedDrawings(Path start, int pairSteps, long seed) {
            return new Settings(
                    0,
                    0,
                    pairSteps,
                    1e-3,
                    0.2,
                    0.1,
                    64,
                    seed,
                    new Augmentation(4, 0, true, 0.08, 0),
                    start,
                    null,
                    TextSide.LOCKED);
        }

        /** For a shop's photos, from the weights in use. */
        public static Settings forCatalogue(
                Path start,
                int headSteps,
                int pairSteps,
                double rate,
                long seed,
                @Nullable Duration limit,
                TextSide texts) {
            return new Settings(
                    headSteps,
                    rate,
                    pairSteps,
                    rate,
                    0.2,
                    0.2,
                    64,
                    seed,
                    new Augmentation(0, 0.25, true, 0.1, 0.12),
                    start,
                    limit,
                    texts);
        }
    }

    /**
     * How a picture and its text are varied each time they are seen.
     *
     * @param shift pixels, either way
     * @param zoom largest share of the side that a random crop leaves out
     * @param flip whether to mirror half of the pictures
     * @param jitter of brightness and of each channel, as a share
     * @param dropWords chance for a word to be left out, in half of the texts
     */
    public record Augmentation(int shift, double zoom, boolean flip, double jitter, double dropWords) {

        /** The text with or without some of its words. */
        public Text varied(Text text, RandomGenerator random) {
            if (dropWords == 0 || random.nextBoolean()) {
                return text;
            }
            String kept = Arrays.stream(text.words().split(" "))
                    .filter(word -> random.nextDouble() >= dropWords)
                    .collect(Collectors.joining(" "));
            return kept.isBlank() ? text : new Text(kept, text.stated(), text.drawnFor());
        }
    }

    /**
     * Trains and writes the model. Takes minutes; uses all cores.
     *
     * @param heldOut pictures that are only looked at to report how it goes
     * @param out the folder to write; replaced file by file when it exists
     * @param progress receives a line now and then
     */
    public static void run(
            PairedData training, PairedData heldOut, Settings settings, Path out, Consumer<String> progress)
            throws IOException {
        new ContrastiveTrainer(training, heldOut, settings, progress).run(out);
    }
}
