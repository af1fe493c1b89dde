package dev.vitrine.index;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Embeds items as they arrive. A changed item's task is written in the transaction that changes the item, so that
 * neither can be without the other.
 */
@Component
class EmbeddingWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingWorker.class);

    static final String QUEUE = "embed";
    private static final int PAGE = 500;

    private final Work work;
    private final Spaces spaces;
    private final Vision vision;
    private final ItemEmbedding embedding;
    private final Catalog catalog;
    private final IndexProperties properties;

    EmbeddingWorker(
            Work work,
            Spaces spaces,
            Vision vision,
            ItemEmbedding embedding,
            Catalog catalog,
            IndexProperties properties) {
        this.work = work;
        this.spaces = spaces;
        this.vision = vision;
        this.embedding = embedding;
        this.catalog = catalog;
        this.properties = properties;
    }

    @EventListener
    void on(ItemChanged changed) {
        work.add(QUEUE, List.of(changed.item()));
    }

    /** Finds what has no vectors of its present content: after an upgrade of the model, or a restored backup. */
    @EventListener(ApplicationReadyEvent.class)
    void addMissing() {
        try {
            spaces.followModel();
        } catch (ModelUnusable missing) {
            LOG.warn("Items wait for their vectors: {}", missing.getMessage());
            return;
        }
        Space space = spaces.active();
        long after = 0;
        for (List<Item> page = catalog.page(after, PAGE); !page.isEmpty(); page = catalog.page(after, PAGE)) {
            after = page.getLast().key();
            List<Long> missing =
                    embedding.missing(space, page).stream().map(Item::key).toList();
            work.add(QUEUE, missing);
        }
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
        Space space = spaces.active();
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
