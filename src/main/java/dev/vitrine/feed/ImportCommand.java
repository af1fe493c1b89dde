package dev.vitrine.feed;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.work.Work;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        description = "Stores items from a CSV, TSV or NDJSON file or a Google Merchant product feed (XML or TSV), with"
                + " pictures from a folder, a zip or the web, and waits until they are searchable. Safe to interrupt and to"
                + " repeat.")
class ImportCommand implements Callable<Integer> {

    private static final int SHOWN_REJECTS = 10;
    private static final int SHOWN_ROWS = 20;
    private static final int LOG_WIDTH = 80;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1", // a subcommand may come instead
            defaultValue = Parameters.NULL_VALUE,
            description =
                    "The file, in UTF-8; its ending tells its kind: .csv, .tsv, .txt (tabs), .ndjson, .jsonl, .xml, .rss or"
                            + " .atom.")
    private @Nullable Path file;

    @Option(
            names = "--map",
            split = ",",
            paramLabel = "FIELD=COLUMN",
            description = "Which column holds which field: id, title, description, category, price, sale_price,"
                    + " sale_dates, currency, stock, availability, active, picture, pictures. Columns that hold none become"
                    + " attributes; FIELD= alone leaves a field out.")
    private Map<String, String> mapping = new LinkedHashMap<>();

    @Option(
            names = "--ignore",
            split = ",",
            paramLabel = "COLUMN",
            description = "Columns that are not read. Default: of a product feed those about shipping, taxes and"
                    + " advertising.")
    private @Nullable Set<String> ignored;

    @Option(
            names = "--dry-run",
            description = "Say what would become of the rows, and which would be refused; store nothing.")
    private boolean dryRun;

    @Option(
            names = "--pictures",
            description =
                    "The folder or zip of pictures, named by the picture column or by the id with .jpg, .jpeg, .png,"
                            + " .webp or .gif. Default: images or pictures beside the file.")
    private @Nullable Path pictures;

    @Option(
            names = "--language",
            defaultValue = "en",
            description = "Of titles and descriptions; default ${DEFAULT-VALUE}.")
    private String language = "en";

    @Option(names = "--currency", description = "Of prices, where no column says it.")
    private @Nullable String currency;

    @Option(
            names = "--rejects",
            description =
                    "Where to write the rows that were refused and the pictures that are missing, with line and reason.")
    private @Nullable Path rejects;

    @Option(
            names = "--wait",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Wait until the items are searchable; --no-wait or --wait=false ends when they are stored.")
    private boolean wait = true;

    private final Catalog catalog;
    private final Intake intake;
    private final Work work;
    private final FeedProperties limits;
    private final Clock clock;

    ImportCommand(Catalog catalog, Intake intake, Work work, FeedProperties limits, Clock clock) {
        this.catalog = catalog;
        this.intake = intake;
        this.work = work;
        this.limits = limits;
        this.clock = clock;
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
        var read = new FeedFile(source, source.getFileName().toString(), limits);
        Feed feed = new Feed(read.columns(), new FeedMapping(mapping, ignored), language, currency, clock.instant())
                .complete();
        if (dryRun) {
            return tell(read, feed);
        }
        List<ImportFault> faults = new ArrayList<>();
        long stored = 0;
        try (PictureSource named = pictures(source);
                FeedFile.Rows rows = read.rows();
                ProgressBar bar = bar("Items", read.size())) {
            while (rows.hasNext()) {
                List<FeedRow> part = part(rows);
                Intake.Outcome outcome = intake.take(feed, part, named);
                stored += outcome.stored();
                faults.addAll(outcome.faults());
                bar.stepBy(part.size());
            }
        }
        long refused = faults.stream().filter(ImportFault::isRow).count();
        System.out.println(stored + " items stored, " + refused + " rows refused"
                + (faults.size() > refused ? ", " + (faults.size() - refused) + " pictures missing." : "."));
        report(faults);
        if (wait) {
            await();
        }
        return refused == 0 ? 0 : 1;
    }

    private List<FeedRow> part(FeedFile.Rows rows) {
        List<FeedRow> part = new ArrayList<>();
        while (rows.hasNext() && part.size() < limits.part()) {
            part.add(rows.next());
        }
        return part;
    }

    /** The columns' meanings, the first rows, and all that would be refused. */
    private int tell(FeedFile read, Feed feed) throws IOException {
        System.out.println("Columns:");
        read.columns().forEach(column -> System.out.println("  " + column + ": " + feed.meaning(column)));
        List<ImportFault> faults = new ArrayList<>();
        try (FeedFile.Rows rows = read.rows()) {
            for (int shown = 0; rows.hasNext(); shown++) {
                FeedRow row = rows.next();
                intake.refusal(feed, row)
                        .ifPresent(why -> faults.add(new ImportFault(row.line(), ImportFault.ROW, why)));
                if (shown < SHOWN_ROWS) {
                    System.out.println(shown(intake.look(feed, row)));
                }
            }
        }
        System.out.println(read.size() - faults.size() + " items would be stored, " + faults.size() + " rows refused.");
        report(faults);
        return faults.isEmpty() ? 0 : 1;
    }

    private static String shown(Preview.Row row) {
        return "  line " + row.line() + ": " + row.becomes() + ", "
                + (row.reason() != null
                        ? row.reason()
                        : Stream.of(
                                                row.id(),
                                                row.title(),
                                                row.category(),
                                                row.price(),
                                                row.currency(),
                                                row.attributes())
                                        .filter(Objects::nonNull)
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", "))
                                + ", " + row.pictures().size() + " pictures named");
    }

    private @Nullable PictureSource pictures(Path source) throws IOException {
        int most = catalog.maxPictureBytes() + 1;
        if (pictures != null && Files.isRegularFile(pictures)) {
            return new ZipPictures(pictures, most, limits);
        }
        Path folder = folder(source);
        return folder == null ? null : new FolderPictures(folder, most);
    }

    private @Nullable Path folder(Path source) {
        if (pictures != null) {
            if (!Files.isDirectory(pictures)) {
                throw new IllegalArgumentException("There is no folder or zip " + pictures + ".");
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

    private void report(List<ImportFault> faults) throws IOException {
        for (ImportFault fault : faults.subList(0, Math.min(SHOWN_REJECTS, faults.size()))) {
            System.out.println("  line " + fault.line() + ": " + fault.reason());
        }
        if (rejects != null) {
            Files.writeString(
                    rejects,
                    faults.stream().map(ImportReport::line).collect(Collectors.joining("", ImportReport.HEADER, "")));
        } else if (faults.size() > SHOWN_REJECTS) {
            System.out.println("  and " + (faults.size() - SHOWN_REJECTS) + " more; --rejects FILE writes them all.");
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
