package dev.vitrine.feed;

import dev.vitrine.problem.Problem;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Stores the parts of started imports, one at a time: a part's pictures may take long. */
@Component
class ImportWorker implements Worker {

    private final Imports imports;
    private final Jobs jobs;

    ImportWorker(Imports imports, Jobs jobs) {
        this.imports = imports;
        this.jobs = jobs;
    }

    @Override
    public String queue() {
        return Imports.QUEUE;
    }

    @Override
    public int batchSize() {
        return 1;
    }

    @Override
    public Map<Work.Task, String> run(List<Work.Task> batch) {
        Map<Work.Task, String> failures = new HashMap<>();
        for (Work.Task task : batch) {
            try {
                long id = JsonMapper.shared()
                        .readValue(jobs.orders(task.job()), Imports.Task.class)
                        .feedImport();
                imports.take(id, task.subject());
            } catch (IOException e) {
                failures.put(task, "The rows or the zip of the import cannot be read: " + e.getMessage());
            } catch (Problem e) {
                failures.put(task, e.detail());
            }
        }
        return failures;
    }
}
