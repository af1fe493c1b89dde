package dev.vitrine.nightly;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The night, once, by hand. */
@Component
@Command(
        name = "nightly",
        mixinStandardHelpOptions = true,
        description = {
            "Recomputes what the nights recompute: missing vectors, what goes together, every user's interests, the",
            "ranking's weights, an evaluation, the indexes. One left unfinished is continued. A running server follows."
        })
class NightlyCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration SAY = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--anew", description = "Begin a new night even if one was left unfinished.")
    private boolean anew;

    private final Nights nights;

    NightlyCommand(Nights nights) {
        this.nights = nights;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Night night = nights.start(anew);
        out.println("The night " + night.id() + ", as of " + night.startedAt());
        Set<String> told = new HashSet<>();
        Instant said = Instant.now();
        while (true) {
            tell(out, night, told);
            if (night.ended()) {
                break;
            }
            if (Duration.between(said, Instant.now()).compareTo(SAY) > 0) {
                said = Instant.now();
                progress(out, night);
            }
            out.flush();
            Thread.sleep(LOOK);
            night = nights.night(night.id());
        }
        out.println(
                switch (night.state()) {
                    case DONE -> "Done" + (night.failed() == 0 ? "." : "; " + night.failed() + " users were skipped.");
                    case STOPPED -> "Stopped; the next ./vitrine nightly goes on with it.";
                    default -> "Failed: " + night.reason();
                });
        out.flush();
        return night.state() == Night.State.DONE ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** A line for each step that has ended since. */
    private static void tell(PrintWriter out, Night night, Set<String> told) {
        night.steps().stream()
                .filter(step -> step.state() == Night.State.DONE && told.add(step.name()))
                .forEach(step -> out.printf(
                        Locale.ROOT,
                        "  %-12s %6.1f s  %s%n",
                        step.name(),
                        seconds(step.startedAt(), step.endedAt()),
                        step.said() == null ? step.done() + " users" : step.said()));
    }

    private static void progress(PrintWriter out, Night night) {
        night.steps().stream()
                .filter(step -> step.state() == Night.State.RUNNING)
                .forEach(step -> out.printf(
                        "  %-12s ... %s%s%n",
                        step.name(),
                        step.of() == null ? "" : step.done() + " of " + step.of() + " users",
                        night.expectedEnd() == null ? "" : ", the night should end at " + night.expectedEnd()));
    }

    private static double seconds(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? 0 : Duration.between(from, to).toMillis() / 1000.0;
    }
}
