package dev.vitrine.evaluation.offline;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.evaluation.offline.Scores.Interval;
import dev.vitrine.evaluation.offline.Scores.OfMethod;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.ranking.Ranking;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code vitrine evaluate}: recommendations against what users did next. */
@Component
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Compares ways to recommend by what users did next, on the shop's own log or on given files."
                + " Every method sees the same cut and ranks everything.")
class EvaluateCommand implements Callable<Integer> {

    private static final int SHORTEST = 20;
    private static final int LONGEST = 1000;

    private final Interactions interactions;
    private final Splits splits;
    private final Evaluation evaluation;
    private final EvaluationStore store;
    private final List<Method> all;
    private final Ranking ranking;
    private final Catalog catalog;
    private final Clock clock;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--split",
            defaultValue = "time",
            description = "How the shop's log is cut: time (everybody at one moment), last (each user's last like) or"
                    + " tail (the last fifth of each user's likes). Default ${DEFAULT-VALUE}.")
    private Splits.Kind split = Splits.Kind.time;

    @Option(names = "--train", description = "A file of user, item and time to learn from, instead of the shop's log.")
    private @Nullable Path train;

    @Option(names = "--test", description = "With --train: a file of user, item and time to foretell.")
    private @Nullable Path test;

    @Option(names = "--among", description = "With --train: a file whose first column names the only items that count.")
    private @Nullable Path among;

    @Option(names = "--name", defaultValue = "given", description = "With --train: what the split is called.")
    private String name = "given";

    @Option(names = "--methods", split = ",", description = "Only these methods; default all.")
    private List<String> only = List.of();

    @Option(names = "--ablate", description = "Also the ranking without each of its channels.")
    private boolean ablate;

    @Option(names = "--length", defaultValue = "100", description = "Of the lists; default ${DEFAULT-VALUE}.")
    private int length = 100;

    @Option(names = "--lists", description = "A folder for the lists: user, tab, items' ids, best first.")
    private @Nullable Path lists;

    @Option(names = "--plots", description = "A folder for plots.")
    private @Nullable Path plots;

    @Option(names = "--against", description = "The number of a stored run to compare with; default the last.")
    private @Nullable Long against;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    EvaluateCommand(
            Interactions interactions,
            Splits splits,
            Evaluation evaluation,
            EvaluationStore store,
            List<Method> all,
            Ranking ranking,
            Catalog catalog,
            Clock clock) {
        this.interactions = interactions;
        this.splits = splits;
        this.evaluation = evaluation;
        this.store = store;
        this.all = all;
        this.ranking = ranking;
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (length < SHORTEST || length > LONGEST) {
            throw wrong("--length is %d to %d, not %d.".formatted(SHORTEST, LONGEST, length));
        }
        if ((train == null) != (test == null) || among != null && train == null) {
            throw wrong("--train and --test go together, and --among with them.");
        }
        List<Method> methods = methods();
        Split cut = train == null
                ? splits.of(split, interactions.all())
                : splits.of(name, train, Objects.requireNonNull(test), among);
        if (cut.cases().isEmpty()) {
            throw new IllegalArgumentException(
                    "No user has enough of a history to hold its end out: at least five liked items are needed.");
        }
        var written = new HashMap<String, Map<String, List<Long>>>();
        Scores scores = evaluation.of(
                cut,
                methods,
                length,
                (method, user, items) -> written.computeIfAbsent(method, key -> new java.util.TreeMap<>())
                        .put(user, items),
                System.err::println);
        Optional<Run> before = against == null ? store.last(scores.split()) : store.find(against);
        if (against != null && before.isEmpty()) {
            throw new IllegalArgumentException("There is no stored run " + against + ".");
        }
        long run = store.add(scores, clock.instant());
        if (lists != null) {
            write(written, lists);
        }
        if (plots != null) {
            Charts.write(scores, plots);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(
                    JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(new Printed(run, scores)));
        } else {
            print(out, run, scores, before);
        }
        out.flush();
        return 0;
    }

    /** The answer as JSON. */
    record Printed(long run, Scores scores) {}

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private List<Method> methods() {
        List<Method> known = new ArrayList<>(all);
        if (ablate) {
            known.addAll(Methods.without(ranking));
        }
        List<String> names = known.stream().map(Method::name).toList();
        only.stream().filter(method -> !names.contains(method)).findFirst().ifPresent(method -> {
            throw wrong("There is no method \"" + method + "\"; there are " + String.join(", ", names) + ".");
        });
        return known.stream()
                .filter(method -> only.isEmpty() || only.contains(method.name()))
                .toList();
    }

    private void write(Map<String, Map<String, List<Long>>> written, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<Long, String> ids = new HashMap<>();
        written.forEach((method, users) -> {
            try (var file = Files.newBufferedWriter(folder.resolve(method + ".tsv"))) {
                for (var user : users.entrySet()) {
                    file.write(user.getKey() + "\t"
                            + user.getValue().stream()
                                    .map(item -> id(item, ids))
                                    .collect(Collectors.joining(","))
                            + "\n");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String id(long key, Map<Long, String> ids) {
        return ids.computeIfAbsent(key, item -> {
            Item found = catalog.items(List.of(item)).get(item);
            return found == null ? "" : found.id();
        });
    }

    private static void print(PrintWriter out, long run, Scores scores, Optional<Run> before) {
        out.printf(
                Locale.ROOT,
                "Run %d, split \"%s\": %d users, %d items; in brackets 95 %% intervals%n",
                run,
                scores.split(),
                scores.users(),
                scores.items());
        Map<String, OfMethod> earlier = before.map(Run::scores).map(Scores::methods).stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(OfMethod::name, method -> method));
        out.printf(
                Locale.ROOT,
                "  %-24s %-22s %9s %7s %8s %6s %6s %6s %8s %8s %7s%s%n",
                "method",
                "NDCG@10",
                "Recall@20",
                "HR@10",
                "NDCG@20",
                "cover",
                "divers",
                "bits",
                "ms p95",
                "newUsers",
                "newItems",
                earlier.isEmpty() ? "" : "  since run " + before.map(Run::id).orElse(0L));
        for (OfMethod method : scores.methods()) {
            Interval ndcg = method.measure("NDCG@10");
            OfMethod then = earlier.get(method.name());
            out.printf(
                    Locale.ROOT,
                    "  %-24s %.4f [%.4f, %.4f] %9.4f %7.4f %8.4f %6.3f %6.3f %6.2f %8.2f %8s %7s%s%n",
                    method.name(),
                    ndcg.mean(),
                    ndcg.low(),
                    ndcg.high(),
                    method.measure("Recall@20").mean(),
                    method.measure("HR@10").mean(),
                    method.measure("NDCG@20").mean(),
                    method.coverage(),
                    method.diversity(),
                    method.novelty(),
                    method.milliseconds().p95(),
                    slice(method.coldUsers(), "NDCG@10"),
                    slice(method.coldItems(), "Recall@20"),
                    then == null ? "" : String.format(Locale.ROOT, "  %+.4f", method.ndcg() - then.ndcg()));
        }
        out.println("  newUsers: NDCG@10 of users with at most " + Evaluation.FEW_LIKES
                + " interactions before; newItems: Recall@20 of items nobody had liked, among such items.");
    }

    private static String slice(@Nullable Map<String, Interval> slice, String measure) {
        return slice == null
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.4f",
                        slice.getOrDefault(measure, Interval.NONE).mean());
    }
}
