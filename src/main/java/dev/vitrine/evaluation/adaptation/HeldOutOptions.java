package dev.vitrine.evaluation.adaptation;

import dev.vitrine.evaluation.adaptation.Adaptation.Split;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which of the shop's items are taken, and which of their titles are held out. */
final class HeldOutOptions {

    private static final double SHARE = 0.2;
    private static final double LEAST_SHARE = 0.01;
    private static final double MOST_SHARE = 0.9;
    private static final long SEED = 1;
    private static final int MOST_ITEMS = 1_000_000;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            description =
                    "Share of the titles that is held out, 0.01 to 0.9 (default: 0.2, or what the model in use was"
                            + " adapted with).")
    private @Nullable Double heldOut;

    @Option(
            names = "--seed",
            description =
                    "Of the held-out titles and the training (default: 1, or what the model in use was adapted with).")
    private @Nullable Long seed;

    @Option(
            names = "--items",
            description = "How many of the shop's items are taken at most (default: ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int items = 10_000;

    int items() {
        return items;
    }

    void check(CommandSpec spec) {
        if (heldOut != null && !(heldOut >= LEAST_SHARE && heldOut <= MOST_SHARE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--held-out is " + LEAST_SHARE + " to " + MOST_SHARE + ", not " + heldOut + ".");
        }
        if (items < 1 || items > MOST_ITEMS) {
            throw new ParameterException(spec.commandLine(), "--items is 1 to " + MOST_ITEMS + ", not " + items + ".");
        }
    }

    /**
     * The split as asked for, else as the model in use has it.
     *
     * @param say is told where the two differ
     */
    Split split(Optional<Split> used, Consumer<String> say) {
        Split usual = used.orElse(new Split(SHARE, SEED));
        var asked = new Split(heldOut == null ? usual.share() : heldOut, seed == null ? usual.seed() : seed);
        if (used.isPresent() && !asked.equals(usual)) {
            say.accept("The model in use was adapted with other titles held out (--held-out " + usual.share()
                    + " --seed " + usual.seed() + "): it knows some of these already, which flatters it.");
        }
        return asked;
    }
}
