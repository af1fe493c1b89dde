package dev.vitrine.catalog;

import dev.vitrine.problem.Problem;
import dev.vitrine.work.Work;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code vitrine import}: items from a file. Each row is stored on its own, so that an interrupted import is simply
 * repeated: rows that have not changed cost little.
 */
@Component
@Command(
        name = "import",
        description = "Stores items from a TSV, CSV or NDJSON file with a folder of pictures, and waits until they are"
                + " searchable. Safe to interrupt and to repeat.")
class ImportCommand implements Callable<Integer> {

    private static final int SHOWN_REJECTS = 10;
    private static final int LOG_WIDTH = 80;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1", // a subcommand may come instead
            defaultValue = Parameters.NULL_VALUE,
            description = "The file; its ending tells its kind: .tsv, .csv, .ndjson or .jsonl.")
    private @Nullable Path file;

    @Option(
            names = "--map",
            split = ",",
            paramLabel = "FIELD=COLUMN",
            description = "Which column holds which field: id, title, description, category, price, currency, stock,"
                    + " active, picture. Columns that hold none become attributes; FIELD= alone leaves a field out.")
    private Map<String, String> mapping = new LinkedHashMap<>();

    @Option(
            names = "--pictures",
            description = "The folder of pictures, named by the picture column or by the id with .jpg, .jpeg, .png,"
                    + " .webp or .gif. Default: images or pictures beside the file.")
    private @Nullable Path pictures;

    @Option(
            names = "--language",
            defaultValue = "en",
            description = "Of titles and descriptions; default ${DEFAULT-VALUE}.")
    private String language = "en";

    @Option(names = "--currency", description = "Of prices, where no column says it.")
    private @Nullable String currency;

    @Option(names = "--rejects", description = "Where to write the rows that were refused, with line and reason.")
    private @Nullable Path rejects;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until the items are searchable; --no-wait or --wait=false ends when they are stored.")
    private boolean wait = true;

    private final Catalog catalog;
    private final Work work;

    ImportCommand(Catalog catalog, Work work) {
        this.catalog = catalog;
        this.work = work;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path source = file;
        if (source == null) {
            System.err.println("Say which FILE to import items from; interactions come by import interactions FILE.");
            return 2;
        }
        if (!Files.isRegularFile(source)) {
            System.err.println("There is no file " + source + ".");
            return 1;
        }
        var feed = new Feed(source, mapping, folder(source), language, currency);
        List<Rejected> rejected = new ArrayList<>();
        long stored = 0;
        try (ProgressBar bar = bar("Items", feed.rows())) {
            for (Feed.Row row : feed) {
                try {
                    catalog.put(row.id(), row.draft());
                    stored++;
                } catch (Problem e) {
                    rejected.add(new Rejected(row.line(), e.detail()));
                }
                bar.step();
            }
        }
        System.out.println(stored + " items stored, " + rejected.size() + " rows refused.");
        report(rejected);
        if (wait) {
            await();
        }
        return rejected.isEmpty() ? 0 : 1;
    }

    /** A row that was not stored. */
    private record Rejected(long line, String reason) {}

    private @Nullable Path folder(Path source) {
        if (pictures != null) {
            if (!Files.isDirectory(pictures)) {
                throw new IllegalArgumentException("There is no folder " + pictures + ".");
            }
            return pictures;
        }
        for (String name : List.of("images", "pictures")) {
            Path beside = source.toAbsolutePath().resolveSibling(name);
            if (Files.isDirectory(beside)) {
                return beside;
            }
        }
        return null;
    }

    private void report(List<Rejected> rejected) throws IOException {
        for (Rejected row : rejected.subList(0, Math.min(SHOWN_REJECTS, rejected.size()))) {
            System.out.println("  line " + row.line() + ": " + row.reason());
        }
        if (rejects != null) {
            Files.writeString(
                    rejects,
                    rejected.stream()
                            .map(row -> row.line() + "\t" + row.reason() + "\n")
                            .collect(Collectors.joining("", "line\treason\n", "")));
        } else if (rejected.size() > SHOWN_REJECTS) {
            System.out.println("  and " + (rejected.size() - SHOWN_REJECTS) + " more; --rejects FILE writes them all.");
        }
    }

    private void await() throws InterruptedException {
        Work.Progress progress = work.progress("embed");
        long all = progress.waiting() + progress.running();
        try (ProgressBar bar = bar("Vectors", all)) {
            while (!progress.idle()) {
                Thread.sleep(500);
                progress = work.progress("embed");
                bar.stepTo(Math.max(0, all - progress.waiting() - progress.running()));
            }
        }
        System.out.println("All " + catalog.count() + " items of the shop are searchable"
                + (progress.failed() == 0 ? "." : ", " + progress.failed() + " of them only in part:"));
        Map<Long, Item> items = catalog.items(
                progress.failures().stream().map(Work.Failure::subject).toList());
        for (Work.Failure failure : progress.failures()) {
            Item item = items.get(failure.subject());
            System.out.println("  " + (item == null ? "a removed item" : item.id()) + ": " + failure.reason());
        }
    }

    /** On a terminal a bar that moves; elsewhere plain lines now and then, for a log. */
    private static ProgressBar bar(String name, long all) {
        var bar = new ProgressBarBuilder().setTaskName(name).setInitialMax(all).showSpeed();
        if (!onTerminal()) {
            bar.setUpdateIntervalMillis(10_000)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(System.err::println, LOG_WIDTH));
        }
        return bar.build();
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
}
