package dev.vitrine.index;

import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
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
    private final ItemEmbedding embedding;
    private final IndexProperties properties;
    private final ApplicationEventPublisher events;

    EmbeddingWorker(
            Work work,
            SpaceTable spaces,
            ItemEmbedding embedding,
            IndexProperties properties,
            ApplicationEventPublisher events) {
        this.work = work;
        this.spaces = spaces;
        this.embedding = embedding;
        this.properties = properties;
        this.events = events;
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
        Map<Work.Task, String> failures = embedding.embed(spaces.current(), batch);
        List<Long> embedded = batch.stream()
                .filter(task -> !failures.containsKey(task))
                .map(Work.Task::subject)
                .toList();
        if (!embedded.isEmpty()) {
            events.publishEvent(new ItemsEmbedded(embedded));
        }
        return failures;
    }
}
