package dev.vitrine.nightly;

import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.ProcessLock;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/** Runs nights, one at a time over all processes on the database, and tells of them. */
@Service
public class Nights implements SmartLifecycle {

    static final int LOCK = 7_001;

    private static final Logger LOG = LoggerFactory.getLogger(Nights.class);
    private static final int MOST_SHOWN = 100;
    private static final int MOST_FAILURES_SHOWN = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Job job;
    private final JobOperator operator;
    private final JobRepository repository;
    private final NightBegun begun;
    private final NightViews views;
    private final FailedUsers failures;
    private final NightlyProperties settings;
    private final DataSource database;
    private final Clock clock;
    private volatile @Nullable Thread thread;
    private volatile boolean running;

    Nights(
            Job night,
            JobOperator operator,
            JobRepository repository,
            NightBegun begun,
            NightViews views,
            FailedUsers failures,
            NightlyProperties settings,
            DataSource database,
            Clock clock) {
        this.job = night;
        this.operator = operator;
        this.repository = repository;
        this.begun = begun;
        this.views = views;
        this.failures = failures;
        this.settings = settings;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Begins a night, or goes on with the last one if that was left unfinished a short while ago. It runs by itself;
     * {@link #night} tells how far it is.
     *
     * @param anew begin a new one in any case
     * @throws NightRunning if one runs, here or in another process
     */
    public Night start(boolean anew) {
        ProcessLock lock = ProcessLock.acquire(database, LOCK).orElseThrow(NightRunning::new);
        CompletableFuture<Long> number = begun.next();
        Thread runner = Thread.ofPlatform().name("night").unstarted(() -> run(anew, lock, number));
        thread = runner;
        runner.start();
        try {
            return night(number.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void run(boolean anew, ProcessLock lock, CompletableFuture<Long> number) {
        try (lock) {
            JobExecution last = last();
            if (last != null && last.isRunning()) {
                // Its process is gone, or it would hold the lock.
                last = operator.recover(last);
            }
            boolean goOn = !anew && last != null && last.getStatus() != BatchStatus.COMPLETED && young(last);
            JobExecution done;
            if (goOn && last != null) {
                LOG.info("The night {} goes on", last.getJobInstanceId());
                done = operator.restart(last);
            } else {
                var parameters = new JobParametersBuilder()
                        .addLong(NightJob.STARTED, clock.millis())
                        .addString(NightJob.TOKEN, UUID.randomUUID().toString())
                        .toJobParameters();
                done = operator.start(job, parameters);
            }
            LOG.info("The night {} is {}", done.getJobInstanceId(), done.getStatus());
        } catch (JobExecutionException | RuntimeException e) { // told to who began it, or to the log
            if (!number.completeExceptionally(e)) {
                LOG.error("The night broke off", e);
            }
        }
    }

    private @Nullable JobExecution last() {
        JobInstance instance = repository.getLastJobInstance(NightJob.NAME);
        return instance == null ? null : repository.getLastJobExecution(instance);
    }

    private boolean young(JobExecution execution) {
        return NightJob.started(execution.getJobParameters())
                .plus(settings.continueWithin())
                .isAfter(clock.instant());
    }

    /**
     * The night of that number.
     *
     * @throws NightNotFound if there is none
     */
    public Night night(long id) {
        return views.find(id).orElseThrow(() -> new NightNotFound(id));
    }

    /** The latest nights, latest first; at most 100. */
    public List<Night> all(int limit) {
        return views.all(InvalidRequest.within("limit", limit, 1, MOST_SHOWN));
    }

    /** Users whom a night skipped, and why; at most 1,000, by name. */
    public List<Night.Failure> failures(long id, int limit) {
        night(id);
        return failures.of(id, InvalidRequest.within("limit", limit, 1, MOST_FAILURES_SHOWN));
    }

    /**
     * Lets a night stop at the next user or step; the next start goes on with it.
     *
     * @throws NightNotRunning if it does not run
     */
    public Night stop(long id) {
        night(id);
        JobExecution execution = repository.findRunningJobExecutions(NightJob.NAME).stream()
                .filter(each -> each.getJobInstanceId() == id)
                .findFirst()
                .orElseThrow(() -> new NightNotRunning(id));
        try {
            operator.stop(execution);
        } catch (JobExecutionException e) {
            throw new NightNotRunning(id);
        }
        return night(id);
    }

    @Override
    public void start() {
        running = true;
    }

    /** A server that goes down lets its night stop; the next start goes on with it. */
    @Override
    public void stop() {
        running = false;
        Thread runner = thread;
        if (runner != null && runner.isAlive()) {
            repository.findRunningJobExecutions(NightJob.NAME).forEach(execution -> {
                try {
                    operator.stop(execution);
                } catch (JobExecutionException e) {
                    LOG.debug("The night ended by itself", e);
                }
            });
            try {
                runner.join(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
