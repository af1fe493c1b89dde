package dev.vitrine.interaction;

import dev.vitrine.interaction.InteractionFile.Reading;
import dev.vitrine.interaction.InteractionFile.Row;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.interaction.Interactions.Outcome;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code vitrine import interactions}: an older log from a file, in batches. Every row is the same event each time, so an
 * interrupted import is simply repeated.
 */
@Component
@Command(
        name = "import interactions",
        mixinStandardHelpOptions = true,
        description = "Records what users did from a CSV, TSV or NDJSON file. Safe to interrupt and to repeat."
                + " Of files with ratings, those of at least --positive count as --type; MovieLens' ratings.csv works"
                + " as it is.")
class ImportInteractionsCommand implements Callable<Integer> {

    private static final int BATCH = 2000;
    private static final int SHOWN_REJECTS = 10;

    /** Kept for the report; a file whose every row is wrong must not fill the memory. */
    private static final int KEPT_REJECTS = 1_000_000;

    private final Interactions interactions;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "The file; its ending tells its kind: .csv, .tsv, .ndjson or .jsonl.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Option(
            names = "--map",
            split = ",",
            paramLabel = "FIELD=COLUMN",
            description = "Which column holds which field: user, item, at, type, rating, eventId. The usual names are"
                    + " known; FIELD= alone leaves a field out.")
    private Map<String, String> mapping = new LinkedHashMap<>();

    @Option(
            names = "--type",
            defaultValue = "like",
            description = "The type of rows that say none; default ${DEFAULT-VALUE}.")
    private String type = "like";

    @Option(
            names = "--types",
            split = ",",
            paramLabel = "THEIRS=OURS",
            description = "What the file's types are called here, such as buy=purchase,pv=view.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(
            names = "--positive",
            defaultValue = "4",
            paramLabel = "RATING",
            description = "The least rating that counts as --type; default ${DEFAULT-VALUE}.")
    private double positive = 4;

    @Option(
            names = "--otherwise",
            paramLabel = "TYPE",
            description = "The type of lower ratings, such as dislike; without it they are left out.")
    private @Nullable String otherwise;

    @Option(names = "--rejects", description = "Where to write the rows that were refused, with line and reason.")
    private @Nullable Path rejects;

    ImportInteractionsCommand(Interactions interactions) {
        this.interactions = interactions;
    }

    /** What became of the rows. */
    private static final class Tally {
        private long recorded;
        private long known;
        private long leftOut;
        private long refused;
        private final List<String> reasons = new ArrayList<>();

        void refuse(long line, String reason) {
            refused++;
            if (reasons.size() < KEPT_REJECTS) {
                reasons.add(line + "\t" + reason);
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("There is no file " + file + ".");
        }
        interactions.type(type);
        types.values().forEach(interactions::type);
        if (otherwise != null) {
            interactions.type(otherwise);
        }
        var source = new InteractionFile(file, new Reading(mapping, type, types, positive, otherwise));
        var tally = new Tally();
        try (Stream<Row> rows = source.rows();
                ProgressBar bar = bar(source.size())) {
            Iterator<Row> all = rows.iterator();
            List<Row> batch = new ArrayList<>();
            while (all.hasNext()) {
                batch.add(all.next());
                if (batch.size() == BATCH || !all.hasNext()) {
                    record(batch, tally);
                    bar.stepBy(batch.size());
                    batch.clear();
                }
            }
        }
        report(tally);
        return tally.refused == 0 ? 0 : 1;
    }

    private void record(List<Row> batch, Tally tally) {
        List<Row> readable = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Row row : batch) {
            if (row.problem() != null) {
                tally.refuse(row.line(), row.problem());
            } else if (row.event() == null) {
                tally.leftOut++;
            } else {
                readable.add(row);
                events.add(row.event());
            }
        }
        Iterator<Outcome> outcomes = interactions.recordHistory(events).iterator();
        for (Row row : readable) {
            Outcome outcome = outcomes.next();
            if (outcome.problem() != null) {
                tally.refuse(row.line(), outcome.problem().detail());
            } else if (outcome.recorded()) {
                tally.recorded++;
            } else {
                tally.known++;
            }
        }
    }

    private void report(Tally tally) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println(tally.recorded + " interactions recorded, " + tally.known + " known already, " + tally.leftOut
                + " rows left out, " + tally.refused + " refused.");
        tally.reasons.stream()
                .limit(SHOWN_REJECTS)
                .forEach(reason -> out.println("  line " + reason.replaceFirst("\t", ": ")));
        Path list = rejects;
        if (list != null) {
            Files.writeString(list, tally.reasons.stream().collect(Collectors.joining("\n", "line\treason\n", "\n")));
        } else if (tally.refused > SHOWN_REJECTS) {
            out.println("  and " + (tally.refused - SHOWN_REJECTS) + " more; --rejects FILE writes them all.");
        }
        out.flush();
    }

    private static ProgressBar bar(long all) {
        boolean terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        return new ProgressBarBuilder()
                .setTaskName("Interactions")
                .setInitialMax(all)
                .setUpdateIntervalMillis(terminal ? 200 : 10_000)
                .showSpeed()
                .build();
    }
}
