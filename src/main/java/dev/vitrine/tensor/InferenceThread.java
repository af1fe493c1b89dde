package dev.vitrine.tensor;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one thread that runs models. Libtorch uses all cores within a call, so that a second caller would only slow both
 * down; calls somebody waits for go before bulk ones, otherwise first come, first served.
 */
public final class InferenceThread {

    private static final PriorityBlockingQueue<Call> QUEUE = new PriorityBlockingQueue<>();
    private static final AtomicLong ORDER = new AtomicLong();

    static {
        Thread.ofPlatform().name("inference").daemon(true).start(() -> {
            while (true) {
                try {
                    QUEUE.take().run().run();
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private record Call(boolean bulk, long order, Runnable run) implements Comparable<Call> {
        @Override
        public int compareTo(Call other) {
            return bulk == other.bulk ? Long.compare(order, other.order) : Boolean.compare(bulk, other.bulk);
        }
    }

    private InferenceThread() {}

    /** Runs the call on the inference thread and waits for its result; its unchecked failures come through as they are. */
    public static <T> T run(boolean bulk, Callable<T> call) {
        var task = new FutureTask<>(call);
        QUEUE.add(new Call(bulk, ORDER.incrementAndGet(), task));
        try {
            return task.get();
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for inference", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("inference failed", e.getCause());
        }
    }
}
