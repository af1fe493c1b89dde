package dev.vitrine.models;

import dev.vitrine.problem.Problem;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Pulls that the server does in the background, one after the other. They end with the process; what has arrived is kept,
 * and the next pull goes on from there.
 */
@Component
public class PullJobs {

    private static final Logger LOG = LoggerFactory.getLogger(PullJobs.class);

    private final ModelCatalogue catalogue;
    private final Pulling pulling;
    private final Map<String, Job> jobs = new ConcurrentSkipListMap<>();
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("pull").factory());

    /** How far a pull is. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * A pull of this process.
     *
     * @param file that is arriving; absent before the first and after the last
     * @param bytes of that file that are here
     * @param size of that file; -1 while unknown
     * @param reason why it failed; absent unless it did
     */
    public record Job(
            String model,
            State state,
            @Nullable String file,
            long bytes,
            long size,
            @Nullable String reason) {

        /** Whether it is under way. */
        public boolean open() {
            return state == State.WAITING || state == State.RUNNING;
        }
    }

    PullJobs(ModelCatalogue catalogue, Pulling pulling) {
        this.catalogue = catalogue;
        this.pulling = pulling;
    }

    /** The pulls of this process, by their models' names. */
    public Collection<Job> all() {
        return List.copyOf(jobs.values());
    }

    /**
     * Begins a pull, or says how far the one that runs is.
     *
     * @throws ModelUnknown if the catalogue does not have it
     */
    public synchronized Job start(String name) {
        catalogue.model(name);
        Job known = jobs.get(name);
        if (known != null && known.open()) {
            return known;
        }
        Job job = new Job(name, State.WAITING, null, 0, -1, null);
        jobs.put(name, job);
        worker.execute(() -> run(name));
        return job;
    }

    private void run(String name) {
        jobs.put(name, new Job(name, State.RUNNING, null, 0, -1, null));
        try {
            pulling.pull(
                    name, (file, bytes, size) -> jobs.put(name, new Job(name, State.RUNNING, file, bytes, size, null)));
            jobs.put(name, new Job(name, State.DONE, null, 0, -1, null));
        } catch (Problem e) {
            failed(name, e.detail());
        } catch (IOException | RuntimeException e) { // whatever it was, the job must not stay open
            failed(name, e.toString());
        }
    }

    private void failed(String name, String reason) {
        LOG.warn("The model {} was not pulled: {}", name, reason);
        jobs.put(name, new Job(name, State.FAILED, null, 0, -1, reason));
    }

    @PreDestroy
    void stop() {
        worker.shutdownNow();
    }
}
