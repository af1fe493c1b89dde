package dev.vitrine.demo;

import dev.vitrine.vision.ContrastiveTraining;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the demo's model on drawings. */
@Component
@Command(
        name = "train demo",
        mixinStandardHelpOptions = true,
        description = "Draw items and train the demo's model on them.")
class TrainDemoCommand implements Callable<Integer> {

    /** Held-out pictures to look at while training. */
    private static final int UNSEEN_EACH = 3;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--out",
            defaultValue = "models/demo-clip",
            description = "Folder to write the model to (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--pictures",
            defaultValue = "16",
            description = "Pictures of each combination, 1 to 100 (default: ${DEFAULT-VALUE}).")
    private int pictures;

    @Option(
            names = "--head-steps",
            defaultValue = "3600",
            description = "Steps of the first stage, attribute heads (default: ${DEFAULT-VALUE}).")
    private int headSteps;

    @Option(
            names = "--steps",
            defaultValue = "4500",
            description = "Steps of the second stage, pictures with texts (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--from",
            description = "Folder of the model to go on from, after a training that was broken off; by default none.")
    private @Nullable Path from;

    @Option(
            names = "--seed",
            defaultValue = "" + DemoPairs.SEED,
            description = "Of the held-out combinations, the pictures and the training (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() throws IOException {
        atLeast("--pictures", 1, pictures, 100);
        atLeast("--head-steps", 0, headSteps, 1_000_000);
        atLeast("--steps", 1, steps, 1_000_000);
        PrintWriter to = spec.commandLine().getOut();
        ContrastiveTraining.run(
                DemoPairs.training(pictures, seed),
                DemoPairs.heldOut(UNSEEN_EACH, seed),
                Settings.forDrawings(headSteps, steps, seed, from),
                out,
                line -> {
                    to.println(line);
                    to.flush();
                });
        to.println("Wrote " + out + ".");
        to.flush();
        return 0;
    }

    private void atLeast(String option, int least, int value, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + least + " to " + most + ", not " + value + ".");
        }
    }
}
