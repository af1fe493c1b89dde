package dev.vitrine.evaluation;

import dev.vitrine.evaluation.offline.LogEvaluation;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** How well the ranking foretells the shop's own log, measured now and then, so that a fall shows. */
@Service
public class Snapshots {

    private final LogEvaluation log;

    Snapshots(LogEvaluation log) {
        this.log = log;
    }

    /**
     * Measures the ranking and its baselines on the end of the log and stores the run; {@code ./vitrine evaluate --against}
     * compares with it.
     *
     * @param users that are measured at most
     * @return the run's number; none if no user's log is long enough
     */
    public Optional<Long> take(int users) {
        return log.snapshot(users);
    }
}
