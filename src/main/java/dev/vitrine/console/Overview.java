package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What runs, what it holds, and what is left to do. */
@Component
class Overview {

    /** The queue of items that wait for their vectors. */
    static final String EMBED = "embed";

    private final Catalog catalog;
    private final Interactions interactions;
    private final VectorIndex index;
    private final Work work;
    private final DemoShop demo;
    private final Vision vision;

    Overview(Catalog catalog, Interactions interactions, VectorIndex index, Work work, DemoShop demo, Vision vision) {
        this.catalog = catalog;
        this.interactions = interactions;
        this.index = index;
        this.work = work;
        this.demo = demo;
        this.vision = vision;
    }

    /**
     * The state of things.
     *
     * @param ready whether the demo is loaded and no vectors are missing
     * @param space of the model that serves; null while none does
     * @param fault why none does
     * @param serving on what the model runs; null while none does
     * @param embedded items with vectors
     */
    record State(
            boolean ready,
            @Nullable Space space,
            @Nullable String fault,
            Vision.@Nullable Serving serving,
            long items,
            long embedded,
            long users,
            long interactions,
            Work.Progress embedding) {}

    State now() {
        Work.Progress embedding = work.progress(EMBED);
        Space space = null;
        Vision.Serving serving = null;
        String fault = null;
        try {
            Space active = index.space();
            serving = vision.serving(active.model());
            space = active;
        } catch (ModelUnusable reason) {
            // A shop without a usable model still runs: it keeps what arrives, until one is there.
            fault = reason.detail();
        }
        return new State(
                !demo.due() && (space == null || embedding.idle()),
                space,
                fault,
                serving,
                catalog.count(),
                space == null ? 0 : index.count(),
                interactions.users(Integer.MAX_VALUE).size(),
                interactions.count(),
                embedding);
    }
}
