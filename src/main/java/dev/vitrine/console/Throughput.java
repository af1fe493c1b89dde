package dev.vitrine.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * How much is asked of this process, and how fast it answers: from the timers that Prometheus reads, between looks at them.
 * While somebody looks, that is about the last minute; the first look is at all since the start.
 */
@Component
class Throughput {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final String TIMER = "http.server.requests";

    /** What is counted, and the paths that belong to it. */
    private static final Map<String, List<String>> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put(
                "recommendations",
                List.of(
                        "/api/v1/users/{user}/recommendations",
                        "/api/v1/recommendations",
                        "/api/v1/items/{id}/similar"));
        CALLS.put("search", List.of("/api/v1/search"));
        CALLS.put("interactions", List.of("/api/v1/interactions", "/api/v1/interactions/batch"));
    }

    private final MeterRegistry meters;
    private final Clock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();

    Throughput(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * What was done between two looks.
     *
     * @param seconds between them
     * @param vectorsPerMinute items that gained vectors
     */
    record Rate(long seconds, double vectorsPerMinute, List<Call> calls) {}

    /**
     * A kind of call.
     *
     * @param milliseconds that an answer took on average; 0 without any
     * @param total since the start
     */
    record Call(String name, double perMinute, double milliseconds, long total) {}

    private record Sample(Instant at, long embedded, Map<String, Counted> calls) {}

    private record Counted(long count, double milliseconds) {}

    /** @param embedded items that have vectors now */
    synchronized Rate now(long embedded) {
        Sample now = new Sample(clock.instant(), embedded, counted());
        while (samples.size() > 1 && !samples.peekFirst().at().isAfter(now.at().minus(WINDOW))) {
            samples.removeFirst();
        }
        Sample before = samples.isEmpty() ? now : samples.peekFirst();
        samples.addLast(now);
        double minutes = Math.max(1, Duration.between(before.at(), now.at()).toMillis()) / 60_000.0;
        return new Rate(
                Duration.between(before.at(), now.at()).toSeconds(),
                Math.max(0, embedded - before.embedded()) / minutes,
                CALLS.keySet().stream()
                        .map(name -> call(name, minutes, before, now))
                        .toList());
    }

    private static Call call(String name, double minutes, Sample before, Sample now) {
        Counted then = Objects.requireNonNull(before.calls().get(name));
        Counted all = Objects.requireNonNull(now.calls().get(name));
        long calls = all.count() - then.count();
        return new Call(
                name,
                calls / minutes,
                calls == 0 ? 0 : (all.milliseconds() - then.milliseconds()) / calls,
                all.count());
    }

    private Map<String, Counted> counted() {
        Map<String, Counted> counted = new LinkedHashMap<>();
        CALLS.forEach((name, paths) -> {
            List<Timer> timers = meters.find(TIMER).timers().stream()
                    .filter(timer -> paths.contains(timer.getId().getTag("uri")))
                    .toList();
            counted.put(
                    name,
                    new Counted(
                            timers.stream().mapToLong(Timer::count).sum(),
                            timers.stream()
                                    .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                                    .sum()));
        });
        return counted;
    }
}
