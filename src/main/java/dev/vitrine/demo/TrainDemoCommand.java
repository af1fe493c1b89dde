package dev.vitrine.demo;

import dev.vitrine.vision.CaptionTraining;
import dev.vitrine.vision.ContrastiveTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the demo's models on drawings: the CLIP, and from its picture tower the two others. */
@Component
@Command(
        name = "train demo",
        mixinStandardHelpOptions = true,
        description =
                "Draw items and train the demo's models on them: demo-clip for search and recommendation; from its "
                        + "picture tower, demo-words, whose texts are read by pretrained sentence encoders, and demo-blip for "
                        + "captions and answers.")
class TrainDemoCommand implements Callable<Integer> {

    /** Held-out pictures to look at while training. */
    private static final int UNSEEN_EACH = 3;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--out",
            defaultValue = "models",
            description = "Folder to write demo-clip, demo-words and demo-blip to (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--only", description = "Train one of them only: clip, words or blip.", paramLabel = "MODEL")
    private @Nullable Part only;

    @Option(
            names = "--from",
            description = "With --only: the folder of the model to go on from, after a training that was broken off; "
                    + "the other two otherwise start from the picture tower of the demo-clip in --out.",
            paramLabel = "FOLDER")
    private @Nullable Path from;

    @Option(
            names = "--pictures",
            defaultValue = "16",
            description = "Pictures of each combination, 1 to 100 (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
            names = "--head-steps",
            defaultValue = "3600",
            description = "Steps of the CLIP's first stage, attribute heads (default: ${DEFAULT-VALUE}).")
    private int headSteps;

    @Option(
            names = "--steps",
            defaultValue = "4500",
            description = "Steps of its second stage, pictures with texts; 0 for the heads alone "
                    + "(default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--words-steps",
            defaultValue = "600",
            description = "Steps of the model with sentence encoders (default: ${DEFAULT-VALUE}).")
    private int wordsSteps;

    @Option(
            names = "--caption-steps",
            defaultValue = "1600",
            description = "Steps of the BLIP, captions and answers (default: ${DEFAULT-VALUE}).")
    private int captionSteps;

    @Option(
            names = "--seed",
            defaultValue = "" + DemoPairs.SEED,
            description = "Of the held-out combinations, the pictures and the training (default: ${DEFAULT-VALUE}).")
    private long seed;

    enum Part {
        clip,
        words,
        blip
    }

    @Override
    public Integer call() throws IOException {
        within("--pictures", 1, pictures, 100);
        within("--head-steps", 0, headSteps, 1_000_000);
        within("--steps", 0, steps, 1_000_000);
        within("--words-steps", 1, wordsSteps, 1_000_000);
        within("--caption-steps", 1, captionSteps, 1_000_000);
        if (from != null && only == null) {
            throw new ParameterException(spec.commandLine(), "--from needs --only: it is for one of the models.");
        }
        PrintWriter to = spec.commandLine().getOut();
        Consumer<String> progress = line -> {
            to.println(line);
            to.flush();
        };
        DemoPairs training = DemoPairs.training(pictures, seed);
        DemoPairs heldOut = DemoPairs.heldOut(UNSEEN_EACH, seed);
        Path clip = out.resolve("demo-clip");
        if (trained(Part.clip)) {
            var settings = ContrastiveTraining.Settings.forDrawings(headSteps, steps, seed, from);
            ContrastiveTraining.run(training, heldOut, settings, clip, progress);
            progress.accept("Wrote " + clip + ".");
        }
        if (trained(Part.words)) {
            Path words = out.resolve("demo-words");
            var settings = ContrastiveTraining.Settings.forLockedDrawings(from == null ? clip : from, wordsSteps, seed);
            ContrastiveTraining.run(training, heldOut, settings, words, progress);
            progress.accept("Wrote " + words + ".");
        }
        if (trained(Part.blip)) {
            Path blip = out.resolve("demo-blip");
            var settings = CaptionTraining.Settings.forDrawings(from == null ? clip : from, captionSteps, seed);
            CaptionTraining.run(
                    new DemoLessons(training), new DemoLessons(heldOut), DemoLessons.PROMPTS, settings, blip, progress);
            progress.accept("Wrote " + blip + ".");
        }
        return 0;
    }

    private boolean trained(Part part) {
        return only == null || only == part;
    }

    private void within(String option, int least, int value, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + least + " to " + most + ", not " + value + ".");
        }
    }
}
