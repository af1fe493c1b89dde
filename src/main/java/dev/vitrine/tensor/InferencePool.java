package dev.vitrine.tensor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run models, and the queue before them.
 *
 * <p>Libtorch uses all cores within a call, so that few threads do; one by default. What several callers wait for goes
 * through a model together, where it is of one {@link Lane} and of like length: while one pass runs, the next gathers.
 * Calls somebody waits for go before bulk ones, which get one pass in {@value #BULK_TURN} for certain; otherwise first
 * come, first served. The queue is bounded: an interactive call that finds it full is refused at once, a bulk call waits
 * for room; neither waits for its turn longer than its deadline. A pass that has begun is waited for.
 */
public final class InferencePool implements AutoCloseable {

    /** Of so many passes one is for bulk calls, if any wait. */
    private static final int BULK_TURN = 8;

    /** Libtorch's kernels were written for the stack of a C program's main thread. */
    private static final long STACK_BYTES = 16 << 20;

    private static final long LONGEST_RETRY = 60;

    private static final InferencePool SHARED = new InferencePool(Limits.DEFAULT);

    private Limits limits;
    private int threads;
    private final Deque<Entry<?, ?>> interactive = new ArrayDeque<>();
    private final Deque<Entry<?, ?>> bulk = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private boolean closed;
    private int sinceBulk;
    private double secondsEach = 0.02;

    /**
     * How much at a time, and how much may wait.
     *
     * @param threads passes that run at once
     * @param batch inputs of one pass
     * @param bulkBatch inputs of a pass of bulk calls: what an interactive call may have to wait for
     * @param queue inputs that may wait; at least a batch
     * @param deadline for an interactive call's turn
     * @param bulkDeadline for a bulk call's turn
     */
    public record Limits(int threads, int batch, int bulkBatch, int queue, Duration deadline, Duration bulkDeadline) {

        /** One thread and room for several calls. */
        public static final Limits DEFAULT = new Limits(1, 32, 8, 512, Duration.ofSeconds(10), Duration.ofMinutes(1));

        public Limits {
            if (threads < 1 || batch < 1 || bulkBatch < 1 || bulkBatch > batch || queue < batch) {
                throw new IllegalArgumentException("a pool of " + threads + " threads, batches of " + batch + " and "
                        + bulkBatch + " and a queue of " + queue
                        + " inputs: at least 1 thread, and bulk batch <= batch <= queue");
            }
        }
    }

    /** One pass: an output per input, in order. */
    @FunctionalInterface
    public interface Forward<I, O> {
        List<O> run(List<I> batch);
    }

    /** Inputs that can go through together: those of one tower of one model. */
    public final class Lane<I, O> {

        private final ToIntFunction<I> bucket;
        private final Forward<I, O> forward;

        private Lane(ToIntFunction<I> bucket, Forward<I, O> forward) {
            this.bucket = bucket;
            this.forward = forward;
        }

        /**
         * Runs inputs, perhaps together with other callers', and waits. Failures of the pass come through as they are.
         *
         * @param bulk whether nobody waits for the answer
         * @throws InferenceBusy if the queue is full, or the deadline passes before the models come to it
         */
        public List<O> run(List<I> inputs, boolean bulk) {
            Integer[] order = new Integer[inputs.size()];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingInt(i -> bucket.applyAsInt(inputs.get(i))));
            List<O> outputs = new ArrayList<>(inputs.size());
            inputs.forEach(_ -> outputs.add(null));
            Limits now = limits();
            int step = bulk ? now.bulkBatch() : now.batch();
            for (int from = 0; from < order.length; from += step) {
                List<Integer> slice = Arrays.asList(order).subList(from, Math.min(from + step, order.length));
                var call = new Call(bulk ? now.bulkDeadline() : now.deadline());
                List<Entry<I, O>> entries = slice.stream()
                        .map(i -> new Entry<>(this, call, bucket.applyAsInt(inputs.get(i)), inputs.get(i)))
                        .toList();
                enqueue(entries, bulk);
                for (int i = 0; i < slice.size(); i++) {
                    outputs.set(slice.get(i), await(entries.get(i), entries));
                }
            }
            return outputs;
        }
    }

    /** What one caller waits for at once: its entries fail together. */
    private static final class Call {
        private final Duration deadline;
        private final long until;

        Call(Duration deadline) {
            this.deadline = deadline;
            until = System.nanoTime() + deadline.toNanos();
        }

        long nanosLeft() {
            return until - System.nanoTime();
        }
    }

    /** An input and its place in the queue; told apart by identity. */
    private static final class Entry<I, O> {
        private final Lane<I, O> lane;
        private final Call call;
        private final int bucket;
        private final I input;
        private final CompletableFuture<O> output = new CompletableFuture<>();

        Entry(Lane<I, O> lane, Call call, int bucket, I input) {
            this.lane = lane;
            this.call = call;
            this.bucket = bucket;
            this.input = input;
        }
    }

    /** A pool, whose threads start when there is something to do. */
    public InferencePool(Limits limits) {
        this.limits = limits;
    }

    /** The process's pool. There is one, since libtorch's own threads are the process's too. */
    public static InferencePool shared() {
        return SHARED;
    }

    /** Sets other limits; they hold for what comes from now on. */
    public void configure(Limits changed) {
        lock.lock();
        try {
            limits = changed;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Limits limits() {
        lock.lock();
        try {
            return limits;
        } finally {
            lock.unlock();
        }
    }

    /** To be called with the lock held, when something waits. */
    private void wake() {
        if (threads < limits.threads()) {
            threads++;
            Thread.ofPlatform()
                    .name("inference-" + threads)
                    .daemon(true)
                    .stackSize(STACK_BYTES)
                    .start(this::serve);
        }
        work.signal();
    }

    /**
     * A lane of this pool.
     *
     * @param bucket what of the lane may share a pass: a class of length, since a pass is padded to its longest input
     */
    public <I, O> Lane<I, O> lane(ToIntFunction<I> bucket, Forward<I, O> forward) {
        return new Lane<>(bucket, forward);
    }

    /**
     * Runs something that is not a pass of a lane, in its turn, and gives its result or failure.
     *
     * @throws InferenceBusy as {@link Lane#run} does
     */
    public <T> T run(boolean asBulk, Callable<T> call) {
        return new Lane<Callable<T>, T>(_ -> 0, batch -> List.of(called(batch.getFirst())))
                .run(List.of(call), asBulk)
                .getFirst();
    }

    /** Runs something by itself on an inference thread, before what waits, and gives its result or failure. */
    public <T> T alone(Callable<T> call) {
        var lane = new Lane<Callable<T>, T>(_ -> 0, batch -> List.of(called(batch.getFirst())));
        var entry = new Entry<>(lane, new Call(Duration.ofDays(1)), 0, call);
        lock.lock();
        try {
            checkOpen();
            interactive.addFirst(entry);
            wake();
        } finally {
            lock.unlock();
        }
        return await(entry, List.of(entry));
    }

    private static <T> T called(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // whatever a callable may throw
            throw new IllegalStateException("inference failed", e);
        }
    }

    /** Inputs that wait for their turn. */
    public int waiting() {
        lock.lock();
        try {
            return interactive.size() + bulk.size();
        } finally {
            lock.unlock();
        }
    }

    private <I, O> void enqueue(List<Entry<I, O>> entries, boolean asBulk) {
        Call call = entries.getFirst().call;
        lock.lock();
        try {
            checkOpen();
            while (waiting() + entries.size() > limits.queue()) {
                if (!asBulk) {
                    throw InferenceBusy.full(waiting(), limits.queue(), retryAfter());
                }
                if (room.awaitNanos(call.nanosLeft()) <= 0) {
                    throw InferenceBusy.late(call.deadline, retryAfter());
                }
                checkOpen();
            }
            (asBulk ? bulk : interactive).addAll(entries);
            wake();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the inference pool is closed");
        }
    }

    /** @param call the entry's and those that were queued with it */
    private <I, O> O await(Entry<I, O> entry, List<Entry<I, O>> call) {
        boolean begun = false;
        while (true) {
            try {
                return begun
                        ? entry.output.get()
                        : entry.output.get(Math.max(0, entry.call.nanosLeft()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (withdraw(call).contains(entry)) {
                    throw InferenceBusy.late(entry.call.deadline, retryAfter());
                }
                begun = true;
            } catch (InterruptedException e) {
                withdraw(call);
                throw interrupted(e);
            } catch (ExecutionException e) {
                withdraw(call);
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException("inference failed", e.getCause());
            }
        }
    }

    /** Takes what has not begun out of the queue, and says what that was. */
    private <I, O> List<Entry<I, O>> withdraw(List<Entry<I, O>> entries) {
        lock.lock();
        try {
            List<Entry<I, O>> withdrawn = entries.stream()
                    .filter(entry -> interactive.remove(entry) || bulk.remove(entry))
                    .toList();
            room.signalAll();
            return withdrawn;
        } finally {
            lock.unlock();
        }
    }

    private long retryAfter() {
        lock.lock();
        try {
            double seconds = waiting() * secondsEach / limits.threads();
            return Math.clamp((long) Math.ceil(seconds), 1, LONGEST_RETRY);
        } finally {
            lock.unlock();
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for inference", e);
    }

    private void serve() {
        while (true) {
            List<Entry<?, ?>> pass;
            try {
                pass = take();
            } catch (InterruptedException e) {
                return;
            }
            if (pass.isEmpty()) {
                return;
            }
            long began = System.nanoTime();
            complete(pass);
            note((System.nanoTime() - began) / 1e9 / pass.size());
        }
    }

    private void note(double seconds) {
        lock.lock();
        try {
            secondsEach = 0.9 * secondsEach + 0.1 * seconds;
        } finally {
            lock.unlock();
        }
    }

    /** The next pass; empty when the pool was closed, or has more threads than it should. */
    private List<Entry<?, ?>> take() throws InterruptedException {
        lock.lock();
        try {
            while (!closed && threads <= limits.threads() && interactive.isEmpty() && bulk.isEmpty()) {
                work.await();
            }
            if (closed || threads > limits.threads()) {
                threads--;
                return List.of();
            }
            boolean bulkTurn = interactive.isEmpty() || !bulk.isEmpty() && sinceBulk >= BULK_TURN - 1;
            sinceBulk = bulkTurn || bulk.isEmpty() ? 0 : sinceBulk + 1;
            List<Entry<?, ?>> pass = bulkTurn ? gather(bulk, limits.bulkBatch()) : gather(interactive, limits.batch());
            if (!interactive.isEmpty() || !bulk.isEmpty()) {
                work.signal();
            }
            room.signalAll();
            return pass;
        } finally {
            lock.unlock();
        }
    }

    /** The first entry and those after it that can share its pass. */
    private static List<Entry<?, ?>> gather(Deque<Entry<?, ?>> queue, int most) {
        List<Entry<?, ?>> pass = new ArrayList<>();
        for (Iterator<Entry<?, ?>> waiting = queue.iterator(); waiting.hasNext() && pass.size() < most; ) {
            Entry<?, ?> entry = waiting.next();
            if (pass.isEmpty() || entry.lane == pass.getFirst().lane && entry.bucket == pass.getFirst().bucket) {
                pass.add(entry);
                waiting.remove();
            }
        }
        return pass;
    }

    /** Runs a pass; where it fails, each caller's part by itself, so that nobody fails for another's input. */
    private static void complete(List<Entry<?, ?>> pass) {
        Map<Call, List<Entry<?, ?>>> callers = new LinkedHashMap<>();
        pass.forEach(entry ->
                callers.computeIfAbsent(entry.call, _ -> new ArrayList<>()).add(entry));
        Throwable failure = outcome(pass);
        if (failure == null) {
            return;
        }
        if (callers.size() == 1) {
            pass.forEach(entry -> entry.output.completeExceptionally(failure));
            return;
        }
        for (List<Entry<?, ?>> part : callers.values()) {
            Throwable own = outcome(part);
            if (own != null) {
                part.forEach(entry -> entry.output.completeExceptionally(own));
            }
        }
    }

    /** Runs entries of one lane and hands out their outputs; what went wrong, or null. */
    @SuppressWarnings("unchecked")
    private static <I, O> @Nullable Throwable outcome(List<Entry<?, ?>> pass) {
        List<Entry<I, O>> entries = (List<Entry<I, O>>) (List<?>) pass;
        var task = new FutureTask<>(() -> {
            Torch.inferenceOnly();
            List<O> outputs = entries.getFirst()
                    .lane
                    .forward
                    .run(entries.stream().map(entry -> entry.input).toList());
            if (outputs.size() != entries.size()) {
                throw new IllegalStateException(outputs.size() + " outputs for " + entries.size() + " inputs");
            }
            return outputs;
        });
        task.run(); // keeps whatever is thrown, errors too: the thread must outlive every pass
        try {
            List<O> outputs = task.get();
            for (int i = 0; i < entries.size(); i++) {
                entries.get(i).output.complete(outputs.get(i));
            }
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        }
    }

    /** Refuses what waits and what comes; a pass that has begun ends by itself. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            var refusal = new IllegalStateException("the inference pool is closed");
            interactive.forEach(entry -> entry.output.completeExceptionally(refusal));
            bulk.forEach(entry -> entry.output.completeExceptionally(refusal));
            interactive.clear();
            bulk.clear();
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
