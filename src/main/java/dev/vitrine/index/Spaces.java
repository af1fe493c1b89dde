package dev.vitrine.index;

import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.Vision;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The spaces: which one serves, and how one takes over from another. */
@Component
class Spaces {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Vision vision;
    private final IndexProperties properties;

    private record Seen(Space space, long at) {}

    private volatile @Nullable Seen seen;

    Spaces(JdbcClient jdbc, TransactionTemplate transaction, Vision vision, IndexProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.vision = vision;
        this.properties = properties;
    }

    /** The space that serves; the first call of all makes the first one. */
    Space active() {
        Seen last = seen;
        if (last != null && Duration.ofNanos(System.nanoTime() - last.at()).compareTo(properties.refresh()) < 0) {
            return last.space();
        }
        Space space = stored().orElseGet(this::first);
        seen = new Seen(space, System.nanoTime());
        return space;
    }

    private Optional<Space> stored() {
        return jdbc.sql("select id, model, revision, dimension from space where state = 'active'")
                .query(Space.class)
                .optional();
    }

    private Space first() {
        Space space = create(vision.encoder(properties.model()));
        activate(space);
        return space;
    }

    /**
     * Where the shipped model was replaced by another revision, a space of its own begins to serve at once: vectors of
     * different revisions must not be compared.
     */
    void followModel() {
        Space space = active();
        DualEncoder encoder = vision.encoder(space.model());
        if (!encoder.revision().equals(space.revision())) {
            activate(create(encoder));
        }
    }

    /** The space of an encoder's revision, with its indexes; a new one does not serve yet. */
    Space create(DualEncoder encoder) {
        return transaction.execute(status -> {
            jdbc.sql("select pg_advisory_xact_lock(2)")
                    .query((row, number) -> "")
                    .single();
            jdbc.sql("""
                            insert into space (model, revision, dimension, state) values (?, ?, ?, 'building')
                            on conflict (model, revision) do nothing""")
                    .params(encoder.model(), encoder.revision(), encoder.dimension())
                    .update();
            Space space = jdbc.sql("select id, model, revision, dimension from space where model = ? and revision = ?")
                    .params(encoder.model(), encoder.revision())
                    .query(Space.class)
                    .single();
            for (Modality modality : Modality.values()) {
                jdbc.sql("""
                                create index if not exists item_vector_%1$d_%2$d on item_vector
                                using hnsw ((embedding::halfvec(%3$d)) halfvec_ip_ops) with (m = 16, ef_construction = 200)
                                where space = %1$d and modality = %2$d""".formatted(space.id(), modality.ordinal(), space.dimension()))
                        .update();
            }
            return space;
        });
    }

    /** Lets a space serve and retires the one that did; its vectors stay, so that it can be brought back. */
    void activate(Space space) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("update space set state = 'retired' where state = 'active'")
                    .update();
            jdbc.sql("update space set state = 'active' where id = ?")
                    .param(space.id())
                    .update();
        });
        seen = null;
    }
}
