package dev.vitrine.index;

import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Embeds items as they arrive. A changed item's task is written in the transaction that changes the item, so that
 * neither can be without the other.
 */
@Component
class EmbeddingWorker implements Worker {

    static final String QUEUE = "embed";

    private final Work work;
    private final SpaceTable spaces;
    private final Vision vision;
    private final ItemEmbedding embedding;
    private final IndexProperties properties;

    EmbeddingWorker(Work work, SpaceTable spaces, Vision vision, ItemEmbedding embedding, IndexProperties properties) {
        this.work = work;
        this.spaces = spaces;
        this.vision = vision;
        this.embedding = embedding;
        this.properties = properties;
    }

    @EventListener
    void on(ItemChanged changed) {
        work.add(QUEUE, List.of(changed.item()));
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public int batchSize() {
        return properties.batchSize();
    }

    @Override
    public Map<Work.Task, String> run(List<Work.Task> batch) {
        Space space = spaces.current();
        Map<Long, String> failures = embedding.embed(
                space,
                vision.encoder(space.model()),
                batch.stream().map(Work.Task::subject).toList());
        Map<Work.Task, String> failed = new HashMap<>();
        for (Work.Task task : batch) {
            String reason = failures.get(task.subject());
            if (reason != null) {
                failed.put(task, reason);
            }
        }
        return failed;
    }
}
