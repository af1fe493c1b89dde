package dev.vitrine.work;

import dev.vitrine.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs each {@link Worker} on a thread of its own while the application runs. A batch's lease is renewed while it is done,
 * so that nobody else begins what takes long, and may have been paid for.
 */
@Component
class Workers implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Work work;
    private final Jobs jobs;
    private final WorkProperties properties;
    private final List<Worker> workers;
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("work-leases").factory());
    private volatile boolean running;

    Workers(Work work, Jobs jobs, WorkProperties properties, List<Worker> workers) {
        this.work = work;
        this.jobs = jobs;
        this.properties = properties;
        this.workers = workers;
    }

    @Override
    public void start() {
        running = true;
        if (properties.enabled()) {
            for (Worker worker : workers) {
                threads.add(Thread.ofPlatform().name("work-" + worker.queue()).start(() -> loop(worker)));
            }
        }
    }

    private void loop(Worker worker) {
        while (running) {
            try {
                if (!batch(worker)) {
                    Thread.sleep(properties.poll());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) { // the database may be away for a while; the worker must outlive that
                LOG.warn("The queue {} cannot be worked on: {}", worker.queue(), e.toString());
                try {
                    Thread.sleep(properties.firstBackOff());
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** Does one batch; false when there was none. */
    private boolean batch(Worker worker) {
        List<Work.Task> tasks = work.claim(worker.queue(), worker.batchSize(), properties.lease());
        if (tasks.isEmpty()) {
            return false;
        }
        long began = System.nanoTime();
        ScheduledFuture<?> renewal = renew(tasks, began);
        Map<Work.Task, String> failures;
        try {
            failures = failures(worker, tasks);
        } finally {
            renewal.cancel(false);
        }
        jobs.ended(tasks, failures, began);
        return true;
    }

    private ScheduledFuture<?> renew(List<Work.Task> tasks, long began) {
        long pause = properties.renewal().toMillis();
        return renewals.scheduleAtFixedRate(
                () -> {
                    if (System.nanoTime() - began > properties.longestBatch().toNanos()) {
                        LOG.warn(
                                "A batch of {} in the queue {} takes too long: others may take it over",
                                tasks.size(),
                                tasks.getFirst().queue());
                        throw new CancellationException("It took too long.");
                    }
                    try {
                        work.renew(tasks, properties.lease());
                    } catch (RuntimeException e) { // the database may be back before the lease has run out
                        LOG.warn("A lease could not be renewed: {}", e.toString());
                    }
                },
                pause,
                pause,
                TimeUnit.MILLISECONDS);
    }

    private static Map<Work.Task, String> failures(Worker worker, List<Work.Task> tasks) {
        try {
            return worker.run(tasks);
        } catch (RuntimeException e) { // whatever it was, it is the batch's failure, not the worker's end
            LOG.warn("A batch of {} in the queue {} failed", tasks.size(), worker.queue(), e);
            return tasks.stream().collect(Collectors.toMap(task -> task, task -> reason(e)));
        }
    }

    private static String reason(RuntimeException failure) {
        return failure instanceof Problem problem ? problem.detail() : failure.toString();
    }

    @Override
    public void stop() {
        running = false;
        for (Thread thread : threads) {
            try {
                if (!thread.join(java.time.Duration.ofSeconds(20))) {
                    thread.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
