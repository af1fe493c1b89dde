package dev.vitrine.work;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * The durable list of what is still to do. A task is a subject's number in a queue; it is there at most once while
 * unfinished. Workers lease batches; a lease that ran out is handed to the next worker.
 */
@Service
public class Work {

    /** Adds the subjects that are not in the queue yet. */
    public void add(String queue, Collection<Long> subjects) {
        throw new UnsupportedOperationException();
    }

    /** Leases up to {@code limit} due tasks; an empty list when there is nothing to do. */
    public List<Task> claim(String queue, int limit, Duration lease) {
        throw new UnsupportedOperationException();
    }

    /** Removes finished tasks, unless their subject was added again since they were claimed. */
    public void done(Collection<Task> tasks) {
        throw new UnsupportedOperationException();
    }

    /** Puts a task back with its reason, to be tried again later and later. */
    public void failed(Task task, String reason) {
        throw new UnsupportedOperationException();
    }

    /** What is left in a queue. */
    public Progress progress(String queue) {
        throw new UnsupportedOperationException();
    }

    /** A leased task. */
    public record Task(long id, String queue, long subject, int attempts, long version) {}

    /** What is left in a queue, with the latest failures. */
    public record Progress(long waiting, long running, long failed, List<Failure> failures) {}

    /** A task that failed and why. */
    public record Failure(long subject, int attempts, String reason) {}
}
