package dev.vitrine.index;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Spaces from the command line. A server that runs meanwhile follows. */
final class SpaceCommands {

    private SpaceCommands() {}

    /** What the commands share: where they print. */
    abstract static class SpaceCommand implements Callable<Integer> {

        @Spec
        @Nullable
        CommandSpec spec;

        final Spaces spaces;

        SpaceCommand(Spaces spaces) {
            this.spaces = spaces;
        }

        PrintWriter out() {
            if (spec == null) {
                throw new IllegalStateException("A command runs only after picocli has read its arguments");
            }
            return spec.commandLine().getOut();
        }

        void say(String line) {
            out().println(line);
            out().flush();
        }

        int serves(Space space) {
            say("The space " + space.id() + " serves: " + space.model() + "@" + space.revision() + ".");
            return CommandLine.ExitCode.OK;
        }
    }

    @Component
    @Command(
            name = "spaces list",
            mixinStandardHelpOptions = true,
            description = "Lists the spaces: one per model and revision, one of which serves.")
    static class ListSpaces extends SpaceCommand {

        ListSpaces(Spaces spaces) {
            super(spaces);
        }

        @Override
        public Integer call() {
            spaces.active();
            out().printf(
                            "%-4s %-9s %-28s %-13s %9s  %-21s%n",
                            "id", "state", "model", "revision", "items", "served since");
            for (SpaceState space : spaces.all()) {
                out().printf(
                                "%-4d %-9s %-28s %-13s %9d  %-21s%n",
                                space.id(),
                                space.state().name().toLowerCase(Locale.ROOT),
                                space.model(),
                                space.revision(),
                                space.items(),
                                second(space.activatedAt()));
            }
            var progress = spaces.progress();
            if (progress.waiting() + progress.running() + progress.failed() > 0) {
                out().printf(
                                "being built: %d items to come, %d failed%n",
                                progress.waiting() + progress.running(), progress.failed());
            }
            out().flush();
            return CommandLine.ExitCode.OK;
        }

        private static String second(@Nullable Instant time) {
            return time == null ? "-" : time.truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }

    @Component
    @Command(
            name = "spaces build",
            mixinStandardHelpOptions = true,
            description = "Fills a space with an installed model's vectors of all items, while the present one serves.")
    static class Build extends SpaceCommand {

        @Parameters(paramLabel = "MODEL", description = "a folder name under the shop's models or the shipped ones")
        String model = "";

        @Option(names = "--activate", description = "Let it serve once it is filled.")
        boolean activate;

        Build(Spaces spaces) {
            super(spaces);
        }

        @Override
        public Integer call() throws InterruptedException {
            Space space = spaces.build(model);
            spaces.await(this::say);
            if (activate) {
                return serves(spaces.activate(space.id()));
            }
            say("The space " + space.id() + " is filled; ./vitrine spaces activate " + space.id() + " lets it serve.");
            return CommandLine.ExitCode.OK;
        }
    }

    @Component
    @Command(
            name = "spaces activate",
            mixinStandardHelpOptions = true,
            description = "Lets a space serve that is filled, or that served before.")
    static class Activate extends SpaceCommand {

        @Parameters(paramLabel = "ID", description = "as spaces list shows it")
        int id;

        Activate(Spaces spaces) {
            super(spaces);
        }

        @Override
        public Integer call() {
            return serves(spaces.activate(id));
        }
    }

    @Component
    @Command(
            name = "spaces rollback",
            mixinStandardHelpOptions = true,
            description = "Lets the space serve again that did before.")
    static class Rollback extends SpaceCommand {

        Rollback(Spaces spaces) {
            super(spaces);
        }

        @Override
        public Integer call() {
            return serves(spaces.rollback());
        }
    }

    @Component
    @Command(
            name = "spaces remove",
            mixinStandardHelpOptions = true,
            description = "Removes a space that does not serve, with its vectors; its model's files stay.")
    static class Remove extends SpaceCommand {

        @Parameters(paramLabel = "ID", description = "as spaces list shows it")
        int id;

        Remove(Spaces spaces) {
            super(spaces);
        }

        @Override
        public Integer call() {
            spaces.remove(id);
            say("The space " + id + " is removed.");
            return CommandLine.ExitCode.OK;
        }
    }
}
