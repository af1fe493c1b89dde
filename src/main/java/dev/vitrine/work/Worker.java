package dev.vitrine.work;

import java.util.List;
import java.util.Map;

/** Does the tasks of one queue. A module that has work registers one as a bean. */
public interface Worker {

    /** The queue it takes tasks from. */
    String queue();

    /** How many tasks it takes at a time. */
    int batchSize();

    /**
     * Does a batch. What was done twice must have the same effect as once: a batch whose worker died is done again.
     *
     * @return why tasks failed; a task that is not named is done
     */
    Map<Work.Task, String> run(List<Work.Task> batch);
}
