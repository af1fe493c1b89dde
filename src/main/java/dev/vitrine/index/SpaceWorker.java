package dev.vitrine.index;

import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Fills the spaces that are being built, in a queue of its own so that new items do not wait behind a whole catalogue. */
@Component
class SpaceWorker implements Worker {

    static final String QUEUE = "space";

    private final Work work;
    private final SpaceTable spaces;
    private final ItemEmbedding embedding;
    private final IndexProperties properties;

    SpaceWorker(Work work, SpaceTable spaces, ItemEmbedding embedding, IndexProperties properties) {
        this.work = work;
        this.spaces = spaces;
        this.embedding = embedding;
        this.properties = properties;
    }

    @EventListener
    void on(ItemChanged changed) {
        if (!spaces.building().isEmpty()) {
            work.add(QUEUE, List.of(changed.item()));
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
        Map<Work.Task, String> failed = new HashMap<>();
        for (Space space : spaces.building()) {
            failed.putAll(embedding.embed(space, batch));
        }
        return failed;
    }
}
