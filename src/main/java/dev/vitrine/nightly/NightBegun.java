package dev.vitrine.nightly;

import java.util.concurrent.CompletableFuture;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.stereotype.Component;

/** Tells who begins a night its number as soon as it has one. A process begins one at a time: it holds the lock. */
@Component
class NightBegun implements JobExecutionListener {

    private volatile CompletableFuture<Long> waiting = new CompletableFuture<>();

    /** The number of the night that begins next. */
    CompletableFuture<Long> next() {
        var next = new CompletableFuture<Long>();
        waiting = next;
        return next;
    }

    @Override
    public void beforeJob(JobExecution execution) {
        waiting.complete(execution.getJobInstanceId());
    }
}
