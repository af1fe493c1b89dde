package dev.vitrine.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Models from the command line. They need no database, and no running server. */
final class ModelCommands {

    private ModelCommands() {}

    /** Bytes as people say them. */
    static String size(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        for (String unit : List.of("kB", "MB", "GB")) {
            value /= 1000;
            if (value < 999.95 || unit.equals("GB")) {
                return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
            }
        }
        throw new AssertionError();
    }

    @Component
    @Command(
            name = "models list",
            mixinStandardHelpOptions = true,
            description = "Lists the models that are here and those that can be pulled; * marks the one that serves.")
    static class ListModels implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Option(names = "--json", description = "Print JSON instead of a table.")
        private boolean json;

        private final Models models;

        ListModels(Models models) {
            this.models = models;
        }

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            List<ModelEntry> entries = models.list();
            if (json) {
                out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(entries));
                return 0;
            }
            String row = "%-1s %-22s %-9s %8s  %-12s %-9s %4s  %-6s %s%n";
            out.printf(row, "", "model", "", "size", "revision", "task", "dim", "words", "licence");
            for (ModelEntry entry : entries) {
                out.printf(
                        row,
                        entry.serves() ? "*" : "",
                        entry.name(),
                        entry.state().name().toLowerCase(Locale.ROOT),
                        entry.bytes() < 1_000_000 && entry.state() == ModelEntry.State.AVAILABLE
                                ? "?"
                                : size(entry.bytes()),
                        Optional.ofNullable(entry.revision())
                                .map(revision -> revision.substring(0, 12))
                                .orElse("-"),
                        Optional.ofNullable(entry.task()).orElse("-"),
                        Optional.ofNullable(entry.dimension())
                                .map(String::valueOf)
                                .orElse("-"),
                        entry.languages().isEmpty() ? "-" : String.join(",", entry.languages()),
                        Optional.ofNullable(entry.licence()).orElse("-"));
            }
            return 0;
        }
    }

    @Component
    @Command(
            name = "models pull",
            mixinStandardHelpOptions = true,
            description = "Fetches a known model and checks it; broken off, it goes on where it was.")
    static class Pull implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "As ./vitrine models list shows it.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        private final Pulling pulling;
        private final Models models;

        Pull(Pulling pulling, Models models) {
            this.pulling = pulling;
            this.models = models;
        }

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            Pulling.Pulled pulled;
            try (var bars = new Bars()) {
                pulled = pulling.pull(name, bars);
            }
            if (!pulled.fresh()) {
                out.println(name + " is here already, at " + pulled.record().revision() + ".");
                return 0;
            }
            long bytes = pulled.record().files().stream()
                    .mapToLong(file -> Optional.ofNullable(file.size()).orElse(0L))
                    .sum();
            out.println(name + " is here: " + size(bytes) + " in "
                    + models.folder().resolve(name) + ", " + pulled.model().repository() + " at "
                    + pulled.record().revision() + ".");
            out.println("Licence: " + pulled.model().licence() + ".");
            if (!pulled.recorded().isEmpty()) {
                out.println("Nobody had stated a hash of " + String.join(", ", pulled.recorded())
                        + "; what came is recorded in " + name + ".lock.json, and later pulls must bring the same.");
            }
            if (pulled.model().task().equals("search")) {
                out.println(
                        "A new shop uses it with VITRINE_INDEX_MODEL=" + name + " (vitrine.index.model); a shop that"
                                + " has vectors moves to it with ./vitrine spaces build " + name + " --activate.");
            }
            out.println("Whether it runs here: ./vitrine models doctor");
            return 0;
        }

        /** A bar for each large file, one after the other. */
        private static final class Bars implements PullProgress, AutoCloseable {

            private static final long LARGE = 1_000_000;

            private @Nullable ProgressBar bar;
            private String shown = "";

            @Override
            public void at(String file, long bytes, long size) {
                if (Math.max(bytes, size) < LARGE) {
                    return;
                }
                ProgressBar current = bar;
                if (current == null || !file.equals(shown)) {
                    close();
                    current = new ProgressBarBuilder()
                            .setTaskName(file)
                            .setInitialMax(size)
                            .setUnit(" MB", 1_000_000)
                            .setUpdateIntervalMillis(onTerminal() ? 200 : 10_000)
                            .showSpeed()
                            .startsFrom(bytes, java.time.Duration.ZERO)
                            .build();
                    bar = current;
                    shown = file;
                }
                current.stepTo(bytes);
            }

            private static boolean onTerminal() {
                return Optional.ofNullable(System.console())
                        .filter(java.io.Console::isTerminal)
                        .isPresent();
            }

            @Override
            public void close() {
                if (bar != null) {
                    bar.close();
                }
            }
        }
    }

    @Component
    @Command(
            name = "models verify",
            mixinStandardHelpOptions = true,
            description = "Reads pulled models again and compares every byte's hash with what was pulled.")
    static class Verify implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(arity = "0..*", paramLabel = "NAME", description = "Default: all pulled models.")
        private List<String> names = List.of();

        private final Models models;

        Verify(Models models) {
            this.models = models;
        }

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            List<String> asked = names.isEmpty() ? models.pulled() : names;
            if (asked.isEmpty()) {
                out.println("No model was pulled.");
            }
            boolean good = true;
            for (String name : asked) {
                List<String> wrong = models.verify(name);
                out.println(
                        name + ": " + (wrong.isEmpty() ? "every file is as it was pulled." : "not as it was pulled."));
                wrong.forEach(sentence -> out.println("  " + sentence));
                good &= wrong.isEmpty();
            }
            return good ? 0 : 1;
        }
    }

    @Component
    @Command(
            name = "models rm",
            mixinStandardHelpOptions = true,
            description = "Removes one of the shop's own models, or what is left of an unfinished pull.")
    static class Remove implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "As ./vitrine models list shows it.")
        @SuppressWarnings("NullAway.Init")
        private String name;

        @Option(names = "--force", description = "Also where it makes the shop's vectors.")
        private boolean force;

        private final Models models;

        Remove(Models models) {
            this.models = models;
        }

        @Override
        public Integer call() throws IOException {
            models.remove(name, force);
            spec.commandLine().getOut().println(name + " is removed.");
            return 0;
        }
    }

    @Component
    @Command(
            name = "models doctor",
            mixinStandardHelpOptions = true,
            description = "Checks the engine, the device, memory, disk and every model that is here.")
    static class Examine implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Option(names = "--json", description = "Print JSON instead of lines.")
        private boolean json;

        private final Doctor doctor;

        Examine(Doctor doctor) {
            this.doctor = doctor;
        }

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            List<Doctor.Finding> findings = doctor.examine(finding -> {
                if (!json) {
                    out.printf(
                            "%-5s %-24s %s%n",
                            finding.state().name().toLowerCase(Locale.ROOT), finding.what(), finding.detail());
                    out.flush();
                }
            });
            if (json) {
                out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
            }
            return findings.stream().anyMatch(finding -> finding.state() == Doctor.State.FAULT) ? 1 : 0;
        }
    }
}
