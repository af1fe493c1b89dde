package dev.vitrine.index;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves the shop from one model to another. A space is filled beside the one that serves; when it holds what that one
 * holds, one statement lets it serve; the other stands still and can be brought back by the same statement. Every process
 * on the database follows within {@code vitrine.index.refresh}.
 *
 * <p>What must not be lost is the change of an item in the middle of all this. Items that change while a space is built
 * are embedded in it too; after a switch every item is looked at once more, and what lacks its vectors gets them.
 */
@Service
public class Spaces {

    private static final Logger LOG = LoggerFactory.getLogger(Spaces.class);
    private static final int PAGE = 500;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLLS_A_LINE = 25;

    private final SpaceTable table;
    private final ItemEmbedding embedding;
    private final Catalog catalog;
    private final Vision vision;
    private final Work work;
    private final TransactionTemplate transaction;

    Spaces(
            SpaceTable table,
            ItemEmbedding embedding,
            Catalog catalog,
            Vision vision,
            Work work,
            TransactionTemplate transaction) {
        this.table = table;
        this.embedding = embedding;
        this.catalog = catalog;
        this.vision = vision;
        this.work = work;
        this.transaction = transaction;
    }

    /** All spaces, oldest first. */
    public List<SpaceState> all() {
        return table.all();
    }

    /**
     * The space of that number.
     *
     * @throws SpaceNotFound if there is none
     */
    public SpaceState state(int id) {
        return table.state(id);
    }

    /** The space that serves now. */
    public Space active() {
        return table.current();
    }

    /**
     * Begins to fill a space with a model's vectors of all items, or to bring one up to date that had retired. The workers
     * do it, of this process or of another, while the active space serves; {@link #progress()} tells how far they are.
     *
     * @throws ModelUnusable if no such model is installed
     * @throws SpaceUnusable if the model's space serves already
     */
    public Space build(String model) {
        DualEncoder encoder = vision.encoder(model);
        return transaction.execute(status -> {
            Space space = table.create(encoder);
            if (space.id() == table.current().id()) {
                throw new SpaceUnusable("The model " + model + " serves already, in the space " + space.id() + ".");
            }
            addMissing(space, SpaceWorker.QUEUE);
            return space;
        });
    }

    /** What is left to do for the spaces that are being built. */
    public Work.Progress progress() {
        return work.progress(SpaceWorker.QUEUE);
    }

    /**
     * Waits until the workers have done what they can for the spaces that are being built.
     *
     * @param say receives a line now and then
     */
    public void await(Consumer<String> say) throws InterruptedException {
        Work.Progress progress = progress();
        long left = progress.waiting() + progress.running();
        for (int polls = 0; !progress.idle(); polls++) {
            if (polls % POLLS_A_LINE == 0) {
                say.accept((progress.waiting() + progress.running()) + " items are still to be embedded");
            }
            Thread.sleep(POLL);
            progress = progress();
        }
        if (left > 0) {
            say.accept(left + " items embedded");
        }
        for (Work.Failure failure : progress.failures()) {
            say.accept("Failed, to be tried again: " + failure.reason());
        }
    }

    /**
     * Lets a space serve: one that is built, or one that has retired. Items that changed while it stood still have their
     * vectors a little later.
     *
     * @throws SpaceUnusable if it is not filled yet, or its model has since been replaced
     */
    public Space activate(int id) {
        SpaceState state = table.state(id);
        switch (state.state()) {
            case REMOVED -> throw new SpaceNotFound(id);
            case ACTIVE -> {
                return state.space();
            }
            case BUILDING -> checkFilled(state);
            case RETIRED -> {}
        }
        checkModel(state);
        table.activate(state.space());
        addMissing(state.space(), EmbeddingWorker.QUEUE);
        LOG.info("The space {} of {}@{} serves", id, state.model(), state.revision());
        return state.space();
    }

    private void checkFilled(SpaceState state) {
        Work.Progress progress = progress();
        if (!progress.idle()) {
            throw new SpaceUnusable("The space " + state.id() + " is being filled: the vectors of "
                    + (progress.waiting() + progress.running()) + " items are still to come.");
        }
        long serving = table.state(table.current().id()).items();
        if (state.items() < serving) {
            throw new SpaceUnusable("The space " + state.id() + " has the vectors of " + state.items()
                    + " items, the one that serves has those of " + serving + "; see what failed in the work.");
        }
    }

    /** Queries are encoded by the model as it is now: vectors of another revision would be compared to no purpose. */
    private void checkModel(SpaceState state) {
        String now = vision.encoder(state.model()).revision();
        if (!now.equals(state.revision())) {
            throw new SpaceUnusable("The space " + state.id() + " was made by " + state.model() + "@" + state.revision()
                    + ", which has since become " + state.model() + "@" + now + ": its vectors cannot serve any more.");
        }
    }

    /**
     * Lets the space serve again that did before; once more comes back to the present one.
     *
     * @throws SpaceUnusable if none served before
     */
    public Space rollback() {
        return activate(table.previous()
                .orElseThrow(() -> new SpaceUnusable("No other space has served before; there is none to go back to."))
                .id());
    }

    /**
     * Removes a space with its vectors. Its model's files stay.
     *
     * @throws SpaceUnusable if it serves
     */
    public void remove(int id) {
        table.state(id);
        if (!table.giveUp(id)) {
            throw new SpaceUnusable("The space " + id + " serves; let another one serve before you remove it.");
        }
        table.clear(id);
    }

    /** Ends what was interrupted, and finds what has no vectors of its present content, as after a restored backup. */
    @EventListener(ApplicationReadyEvent.class)
    void resume() {
        table.all().stream()
                .filter(state -> state.state() == SpaceState.Stage.REMOVED)
                .forEach(state -> table.clear(state.id()));
        try {
            table.followModel();
        } catch (ModelUnusable missing) {
            LOG.warn("Items wait for their vectors: {}", missing.getMessage());
            return;
        }
        addMissing(table.current(), EmbeddingWorker.QUEUE);
    }

    /**
     * Leaves to the workers what has no vectors of its present content in the space that serves, whatever the reason.
     *
     * @return how many items those are
     * @throws ModelUnusable if the space's model is not installed
     */
    public int addMissing() {
        return addMissing(table.current(), EmbeddingWorker.QUEUE);
    }

    private int addMissing(Space space, String queue) {
        int missing = 0;
        long after = 0;
        for (List<Item> page = catalog.page(after, PAGE); !page.isEmpty(); page = catalog.page(after, PAGE)) {
            after = page.getLast().key();
            List<Long> without =
                    embedding.missing(space, page).stream().map(Item::key).toList();
            work.add(queue, without);
            missing += without.size();
        }
        return missing;
    }
}
