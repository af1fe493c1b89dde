package dev.vitrine.evaluation.offline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.problem.Problem;
import dev.vitrine.work.ProcessLock;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Stored runs, compared; and runs that a server makes in the background, one at a time of all that share the database. Such
 * a run ends with its process, and nothing of it but its progress is stored before it is done.
 */
@Service
public class Evaluations {

    private static final Logger LOG = LoggerFactory.getLogger(Evaluations.class);
    private static final int MOST_SHOWN = 100;
    private static final int MOST_COMPARED = 5;
    private static final int LENGTH = 20;
    private static final Duration TELLING = Duration.ofMillis(200);
    private static final Duration LETTING_GO = Duration.ofSeconds(5);

    private final Interactions interactions;
    private final Splits splits;
    private final Evaluation evaluation;
    private final EvaluationStore store;
    private final Makings makings;
    private final List<Method> all;
    private final EvaluationProperties settings;
    private final Clock clock;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("evaluation").factory());
    /** What this process makes. */
    private volatile @Nullable Making making;

    Evaluations(
            Interactions interactions,
            Splits splits,
            Evaluation evaluation,
            EvaluationStore store,
            Makings makings,
            List<Method> all,
            EvaluationProperties settings,
            Clock clock) {
        this.interactions = interactions;
        this.splits = splits;
        this.evaluation = evaluation;
        this.store = store;
        this.makings = makings;
        this.all = all;
        this.settings = settings;
        this.clock = clock;
    }

    /** How far a run is. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("stopped")
        STOPPED,
        /** Its server ended, and could not say so. */
        @JsonProperty("broken")
        BROKEN
    }

    /**
     * The run that a server makes, or made last.
     *
     * @param split how the log is cut
     * @param done lists that were made
     * @param of how many there will be; 0 while that is not known
     * @param doing what is being done
     * @param run its number, once it is done
     * @param reason why it failed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Progress(
            State state,
            String split,
            Instant startedAt,
            long done,
            long of,
            String doing,
            @Nullable Long run,
            @Nullable String reason) {

        public boolean open() {
            return state == State.RUNNING;
        }

        /** What is known of it where no server holds the lock. */
        Progress unlocked() {
            return open() ? new Progress(State.BROKEN, split, startedAt, done, of, "", null, null) : this;
        }
    }

    /**
     * What is to be measured.
     *
     * @param split how the log is cut: time, last or tail; null for time
     * @param methods by name; null or empty for the ranking and its usual baselines
     * @param users that are measured at most; null for as many as may be
     */
    public record Order(
            @Nullable String split,
            @Nullable List<String> methods,
            @Nullable Integer users) {}

    /** The names of all methods, in their order. */
    public List<String> methods() {
        return all.stream().map(Method::name).toList();
    }

    /** The names of the methods that are measured unless others are asked for. */
    public List<String> usualMethods() {
        return methods().stream().filter(LogEvaluation.NIGHTLY::contains).toList();
    }

    /** The ways to cut the log. */
    public List<String> splits() {
        return Arrays.stream(Splits.Kind.values()).map(Enum::name).toList();
    }

    /** The names of what is measured. */
    public List<String> measures() {
        return Arrays.stream(Measure.values()).map(measure -> measure.word).toList();
    }

    /** Users that a run of the server measures at most. */
    public int mostUsers() {
        return settings.mostUsers();
    }

    /** The latest runs, latest first; at most 100. */
    public List<Run> latest(int limit) {
        return store.latest(InvalidRequest.within("limit", limit, 1, MOST_SHOWN));
    }

    /**
     * Runs by their numbers, in that order.
     *
     * @throws RunNotFound if one is not there
     * @throws InvalidRequest if there are none, or more than five
     */
    public List<Run> runs(List<Long> ids) {
        InvalidRequest.within("run", ids.size(), 1, MOST_COMPARED);
        return ids.stream()
                .distinct()
                .map(id -> store.find(id).orElseThrow(() -> new RunNotFound(id)))
                .toList();
    }

    /**
     * Runs side by side as a PNG: a bar for each method with its 95 % interval.
     *
     * @param measure one of {@link #measures()}
     * @param dark whether it stands on a dark page
     */
    public byte[] plot(List<Long> ids, String measure, boolean dark) {
        Measure drawn = Arrays.stream(Measure.values())
                .filter(each -> each.word.equals(measure))
                .findFirst()
                .orElseThrow(() -> unknown("measure", measures(), measure));
        Map<String, Scores> runs = new LinkedHashMap<>();
        runs(ids).forEach(run -> runs.put("#" + run.id() + " · " + run.scores().split(), run.scores()));
        try {
            return Charts.png(drawn.word + " [95 %]", runs, drawn, dark ? Charts.Look.DARK : Charts.Look.LIGHT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The run that a server makes or made last, if one did. */
    public Optional<Progress> progress() {
        return makings.latest();
    }

    /**
     * Begins a run in the background.
     *
     * @throws EvaluationRunning if one is under way
     * @throws InvalidRequest if the split or a method is not known, or too many users are asked for
     */
    public Progress start(Order order) {
        Splits.Kind kind = kind(order.split() == null ? Splits.Kind.time.name() : order.split());
        List<Method> methods = methods(order.methods());
        int users = order.users() == null
                ? settings.mostUsers()
                : InvalidRequest.within("users", order.users(), 1, settings.mostUsers());
        ProcessLock lock = lock();
        try {
            var begun = new Making(makings.begin(kind.name(), clock.instant()));
            worker.execute(() -> {
                try (lock) {
                    run(begun, kind, methods, users);
                }
            });
        } catch (RuntimeException e) { // nobody else would let go of it
            lock.close();
            throw e;
        }
        return progress().orElseThrow();
    }

    /** The right to make a run; one that was stopped or is done is given a moment to let go of it. */
    private ProcessLock lock() {
        Instant end = Instant.now().plus(LETTING_GO);
        while (true) {
            Optional<ProcessLock> lock = makings.lock();
            if (lock.isPresent()) {
                return lock.get();
            }
            if (progress().filter(Progress::open).isPresent() || Instant.now().isAfter(end)) {
                throw new EvaluationRunning();
            }
            try {
                Thread.sleep(TELLING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EvaluationRunning();
            }
        }
    }

    private static Splits.Kind kind(String name) {
        return Arrays.stream(Splits.Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(
                        "split",
                        Arrays.stream(Splits.Kind.values()).map(Enum::name).toList(),
                        name));
    }

    private List<Method> methods(@Nullable List<String> names) {
        List<String> asked = names == null || names.isEmpty() ? usualMethods() : names;
        asked.stream().filter(name -> !methods().contains(name)).findFirst().ifPresent(name -> {
            throw unknown("methods", methods(), name);
        });
        return all.stream().filter(method -> asked.contains(method.name())).toList();
    }

    private static InvalidRequest unknown(String field, List<String> known, String value) {
        return new InvalidRequest(
                field,
                "%s must be one of %s, but is \"%s\"."
                        .formatted(field, String.join(", ", known), value.substring(0, Math.min(value.length(), 40))));
    }

    /** Lets the run end within moments, whichever server makes it; nothing of it is kept. */
    public void stop() {
        if (progress().filter(Progress::open).isPresent()) {
            makings.stop();
        }
    }

    private void run(Making making, Splits.Kind kind, List<Method> methods, int users) {
        this.making = making;
        try {
            Split whole = splits.of(kind, interactions.all());
            Split split = whole.of(whole.name(), users);
            if (split.cases().isEmpty()) {
                makings.end(
                        making.id,
                        State.FAILED,
                        "No user has enough of a history to hold its end out: at least five liked items are needed.");
                return;
            }
            making.of((long) split.cases().size() * methods.size());
            Scores scores =
                    evaluation.of(split, methods, LENGTH, (method, user, items) -> making.further(), making::doing);
            makings.done(making.id, making.of, () -> store.add(scores, clock.instant()));
        } catch (CancellationException stopped) {
            LOG.info("An evaluation was stopped");
        } catch (Problem e) {
            makings.end(making.id, State.FAILED, e.detail());
        } catch (RuntimeException e) { // whatever it was, the run must not stay open
            LOG.error("An evaluation failed", e);
            makings.end(making.id, State.FAILED, e.toString());
        } finally {
            this.making = null;
        }
    }

    @PreDestroy
    void close() {
        Making now = making;
        if (now != null) {
            makings.end(now.id, State.STOPPED, null);
        }
        worker.shutdownNow();
    }

    /** What this process makes. It tells how far it is now and then, and breaks off once it is told that it was stopped. */
    private final class Making {

        private final long id;
        private long done;
        private long of;
        private String doing = "";
        private long toldNanos = System.nanoTime();

        Making(long id) {
            this.id = id;
        }

        synchronized void of(long lists) {
            of = lists;
            tell();
        }

        synchronized void further() {
            done++;
            if (System.nanoTime() - toldNanos > TELLING.toNanos()) {
                tell();
            }
        }

        synchronized void doing(String what) {
            doing = what;
            tell();
        }

        private void tell() {
            toldNanos = System.nanoTime();
            if (!makings.tell(id, done, of, doing)) {
                throw new CancellationException();
            }
        }
    }
}
