package dev.vitrine.chat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Cuts a call off that says nothing for too long, or takes too long as a whole, however busily it sends. */
final class Patience implements AutoCloseable {

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("chat-patience").factory());

    private final AtomicReference<@Nullable String> lost = new AtomicReference<>();
    private final Future<?> word;
    private final Future<?> end;

    /**
     * Begins to wait.
     *
     * @param end in nanoseconds of {@link System#nanoTime}
     * @param cut ends the call, from another thread
     */
    Patience(Duration firstWord, Duration whole, long end, Runnable cut) {
        word = in(firstWord.toNanos(), "said nothing for " + firstWord.toMillis() + " ms", cut);
        this.end = in(end - System.nanoTime(), "was not done within " + whole.toMillis() + " ms", cut);
    }

    private Future<?> in(long nanos, String why, Runnable cut) {
        return CLOCK.schedule(
                () -> {
                    if (lost.compareAndSet(null, why)) {
                        cut.run();
                    }
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** A word came. */
    void heard() {
        word.cancel(false);
    }

    /** Why the call was cut off; null where it was not. */
    @Nullable
    String lost() {
        return lost.get();
    }

    @Override
    public void close() {
        word.cancel(false);
        end.cancel(false);
    }
}
