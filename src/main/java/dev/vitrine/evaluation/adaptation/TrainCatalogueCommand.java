package dev.vitrine.evaluation.adaptation;

import dev.vitrine.evaluation.adaptation.Adaptation.Course;
import dev.vitrine.evaluation.adaptation.Adaptation.Split;
import dev.vitrine.index.Space;
import dev.vitrine.index.Spaces;
import dev.vitrine.vision.ContrastiveTraining.TextSide;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Adapts the model in use to the shop's items, and lets the new one serve if it is better on titles that it never saw. */
@Component
@Command(
        name = "train catalogue",
        mixinStandardHelpOptions = true,
        description =
                "Adapt the model in use to the shop's own pictures and texts. A part of the titles is held out; the"
                        + " new model serves only if it knows them better than the one in use. The other stays, and"
                        + " ./vitrine spaces rollback brings it back.")
class TrainCatalogueCommand implements Callable<Integer> {

    private static final int HEAD_STEPS = 400;
    private static final int STEPS = 2000;
    private static final double MINUTES = 7;
    private static final int MOST_STEPS = 1_000_000;
    private static final int A_WEEK = 7 * 24 * 60;

    private final Adaptation adaptation;
    private final Spaces spaces;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private HeldOutOptions options = new HeldOutOptions();

    @Option(
            names = "--minutes",
            description = "How long to train at most, measuring and embedding not counted (default: 7, without a limit"
                    + " where --steps is given).")
    private @Nullable Double minutes;

    @Option(
            names = "--steps",
            description = "Steps of the second stage, pictures with texts (default: at most " + STEPS
                    + "). Without --minutes the same steps and seed give the same course.")
    private @Nullable Integer steps;

    @Option(
            names = "--head-steps",
            description =
                    "Steps of the first stage, attributes; none where the shop has none (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + HEAD_STEPS)
    private int headSteps;

    @Option(
            names = "--rate",
            description = "Highest learning rate (default: 0.0015 for small models, 0.00001 for large ones).")
    private @Nullable Double rate;

    @Option(
            names = "--text",
            paramLabel = "SIDE",
            description = "What reads the texts: own, a tower trained along, which knows the shop's words; or locked,"
                    + " pretrained sentence encoders for English and Chinese, which know many more and stay as"
                    + " they are (default: as the model in use has it).")
    private @Nullable Text text;

    @Option(names = "--name", description = "The new model's name (default: catalogue- with the next number).")
    private @Nullable String name;

    @Option(
            names = "--dry-run",
            description = "Say what would be trained on and what the model in use scores, no more.")
    private boolean dryRun;

    enum Text {
        own(TextSide.OWN),
        locked(TextSide.LOCKED);

        private final TextSide side;

        Text(TextSide side) {
            this.side = side;
        }
    }

    TrainCatalogueCommand(Adaptation adaptation, Spaces spaces) {
        this.adaptation = adaptation;
        this.spaces = spaces;
    }

    @Override
    public Integer call() throws InterruptedException {
        within("--minutes", 0.01, minutes, A_WEEK);
        within("--steps", 1, steps, MOST_STEPS);
        within("--head-steps", 0, headSteps, MOST_STEPS);
        within("--rate", 1e-8, rate, 1);
        options.check(spec);
        Space used = spaces.active();
        Split split = options.split(adaptation.splitOf(used.model()), this::say);
        ShopItems shop = adaptation.items(split, options.items());
        describe(shop, split);
        ModelScores before = adaptation.scores(used.model(), shop);
        if (dryRun) {
            ScoreTable.print(out(), List.of(before));
            return 0;
        }
        String made = adaptation.freeName(name);
        try {
            adaptation.train(used.model(), made, shop, course(), split.seed(), this::say);
            ModelScores after = adaptation.scores(made, shop);
            adaptation.record(made, used.model(), split, before, after);
            ScoreTable.print(out(), List.of(before, after));
            return switchIfBetter(used, before, after);
        } catch (IOException | UncheckedIOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            spec.commandLine()
                    .getErr()
                    .println("The model " + made + " could not be written: " + cause.getMessage() + ".");
            return 1;
        }
    }

    private Course course() {
        Double most = minutes != null || steps != null ? minutes : Double.valueOf(MINUTES);
        return new Course(
                headSteps,
                steps == null ? STEPS : steps,
                rate,
                most == null ? null : Duration.ofMillis(Math.round(most * 60_000)),
                text == null ? null : text.side);
    }

    private int switchIfBetter(Space used, ModelScores before, ModelScores after) throws InterruptedException {
        if (after.overall() <= before.overall()) {
            say(String.format(
                    Locale.ROOT,
                    "The new model is not better (%.3f, not above %.3f): %s stays in use, %s is kept among the models.",
                    after.overall(),
                    before.overall(),
                    before.model(),
                    after.model()));
            return 0;
        }
        say(String.format(
                Locale.ROOT,
                "The new model is better (%.3f, above %.3f): embedding every item with it while %s serves.",
                after.overall(),
                before.overall(),
                before.model()));
        Space built = spaces.build(after.model());
        spaces.await(this::say);
        if (spaces.active().id() != used.id()) {
            say("Another space began to serve meanwhile, which the new model was not measured against: it stays."
                    + " ./vitrine spaces activate " + built.id() + " lets the new one serve.");
            return 1;
        }
        spaces.activate(built.id());
        say("The space " + built.id() + " of " + built.model() + " serves; ./vitrine spaces rollback goes back to "
                + used.model() + ".");
        return 0;
    }

    private void describe(ShopItems shop, Split split) {
        say(String.format(
                Locale.ROOT,
                "%d items with pictures: %d to train on, %d held out by title (%.0f %%, seed %d)",
                shop.size(),
                shop.trained().size(),
                shop.heldOut().size(),
                100 * split.share(),
                split.seed()));
        if (!shop.traits().isEmpty()) {
            say("attributes: "
                    + shop.traits().stream()
                            .map(trait -> trait.name() + " (" + trait.values().size() + ")")
                            .collect(Collectors.joining(", ")));
        }
    }

    private void within(String option, double least, @Nullable Number value, double most) {
        if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " is " + number(least) + " to " + number(most) + ", not " + value + ".");
        }
    }

    private static String number(double value) {
        return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }
}
