package dev.vitrine.vision;

import dev.vitrine.vision.ContrastiveTraining.Augmentation;
import dev.vitrine.vision.training.CaptionTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Trains a BLIP to write what it is taught, captions and answers alike, and writes it as a Hugging Face
 * {@code BlipForConditionalGeneration} folder. Its picture tower goes on from a CLIP's, which has learnt to tell the
 * attributes; a decoder from scratch learns to put them into words. All lessons of a picture share one pass of the
 * tower. The same seed gives the same course up to the rounding of parallel sums.
 */
public final class CaptionTraining {

    private CaptionTraining() {}

    /**
     * How to train.
     *
     * @param towerRate of the picture tower, as a share of the decoder's rate
     * @param headWeight of attribute heads beside the words, so that the tower does not forget fine attributes
     * @param batch pictures a step
     * @param start the folder of the CLIP whose picture tower to start from
     */
    public record Settings(
            int steps,
            double rate,
            double towerRate,
            double headWeight,
            double weightDecay,
            int batch,
            long seed,
            Augmentation augmentation,
            Path start) {

        /** What the demo's captioner was trained with. */
        public static Settings forDrawings(Path start, int steps, long seed) {
            return new Settings(steps, 1.5e-3, 0.2, 0.2, 0.05, 48, seed, new Augmentation(4, 0, true, 0.08, 0), start);
        }
    }

    /**
     * Trains and writes the model. Takes minutes; uses all cores.
     *
     * @param heldOut pictures that are only looked at to report how it goes
     * @param prompts written beside the model: how it is to be asked
     * @param out the folder to write; replaced file by file when it exists
     * @param progress receives a line now and then
     */
    public static void run(
            TaughtPictures training,
            TaughtPictures heldOut,
            Prompts prompts,
            Settings settings,
            Path out,
            Consumer<String> progress)
            throws IOException {
        new CaptionTrainer(training, heldOut, settings, progress).run(prompts, out);
    }
}
