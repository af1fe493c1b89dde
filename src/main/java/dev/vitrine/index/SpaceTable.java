package dev.vitrine.index;

import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.Vision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The spaces as stored: which one serves, which are built beside it, and the one statement that switches. */
@Component
class SpaceTable {

    private static final String COLUMNS = "select id, model, revision, dimension from space ";
    private static final int REMOVED_AT_ONCE = 20_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Vision vision;
    private final IndexProperties properties;

    private record Seen(Space space, long at) {}

    private volatile @Nullable Seen seen;

    SpaceTable(JdbcClient jdbc, TransactionTemplate transaction, Vision vision, IndexProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.vision = vision;
        this.properties = properties;
    }

    /** The space that serves, as of a moment ago; the first call of all makes the first one. */
    Space active() {
        Seen last = seen;
        if (last != null && Duration.ofNanos(System.nanoTime() - last.at()).compareTo(properties.refresh()) < 0) {
            return last.space();
        }
        return current();
    }

    /** The space that serves now. */
    Space current() {
        Space space = stored().orElseGet(this::first);
        seen = new Seen(space, System.nanoTime());
        return space;
    }

    private Optional<Space> stored() {
        return jdbc.sql(COLUMNS + "where state = 'active'").query(Space.class).optional();
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
        Space space = current();
        DualEncoder encoder = vision.encoder(space.model());
        if (!encoder.revision().equals(space.revision())) {
            activate(create(encoder));
        }
    }

    /** The space of an encoder's revision, with its indexes; one that does not serve is being built from now on. */
    Space create(DualEncoder encoder) {
        return transaction.execute(status -> {
            lock();
            Space space = jdbc.sql("""
                            insert into space (model, revision, dimension, state) values (?, ?, ?, 'building')
                            on conflict (model, revision) do update
                            set state = case space.state when 'active' then 'active' else 'building' end
                            where space.state <> 'removed'
                            returning id, model, revision, dimension""")
                    .params(encoder.model(), encoder.revision(), encoder.dimension())
                    .query(Space.class)
                    .optional()
                    .orElseThrow(() -> new SpaceUnusable("The space of the model " + encoder.model() + "@"
                            + encoder.revision() + " is being removed; build it when that is done."));
            for (Modality modality : Modality.values()) {
                jdbc.sql("""
                                create index if not exists %1$s on item_vector
                                using hnsw ((embedding::halfvec(%2$d)) halfvec_ip_ops) with (m = 16, ef_construction = 200)
                                where space = %3$d and modality = %4$d""".formatted(
                                index(space.id(), modality), space.dimension(modality), space.id(), modality.ordinal()))
                        .update();
            }
            return space;
        });
    }

    private static String index(int space, Modality modality) {
        return "item_vector_" + space + "_" + modality.ordinal();
    }

    /** Two processes that change spaces take turns. */
    private void lock() {
        jdbc.sql("select pg_advisory_xact_lock(2)").query((row, number) -> "").single();
    }

    /** Lets a space serve and retires the one that did; its vectors stay, so that it can be brought back. */
    void activate(Space space) {
        transaction.executeWithoutResult(status -> {
            lock();
            jdbc.sql("""
                            update space set state = case when id = :id then 'active' else 'retired' end,
                                             activated_at = case when id = :id then now() else activated_at end
                            where (id = :id or state = 'active')
                            and exists (select from space where id = :id and state <> 'removed')""").param("id", space.id()).update();
        });
        seen = null;
    }

    /** The space that served before the present one. */
    Optional<Space> previous() {
        return jdbc.sql(COLUMNS + "where state = 'retired' order by activated_at desc nulls last, id desc limit 1")
                .query(Space.class)
                .optional();
    }

    /** The spaces that are filled beside the one that serves. */
    List<Space> building() {
        return jdbc.sql(COLUMNS + "where state = 'building' order by id")
                .query(Space.class)
                .list();
    }

    /** All spaces, oldest first, with the number of items that have vectors in each. */
    List<SpaceState> all() {
        return jdbc.sql("""
                        select space.*, (select count(distinct item) from item_vector where space = space.id) as items
                        from space order by id""").query(SpaceTable::state).list();
    }

    /** @throws SpaceNotFound if there is none of that number */
    SpaceState state(int id) {
        return jdbc.sql("""
                        select space.*, (select count(distinct item) from item_vector where space = space.id) as items
                        from space where id = ?""").param(id).query(SpaceTable::state).optional().orElseThrow(() -> new SpaceNotFound(id));
    }

    private static SpaceState state(ResultSet row, int number) throws SQLException {
        Timestamp activated = row.getTimestamp("activated_at");
        return new SpaceState(
                row.getInt("id"),
                row.getString("model"),
                row.getString("revision"),
                row.getInt("dimension"),
                SpaceState.Stage.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("items"),
                row.getTimestamp("created_at").toInstant(),
                activated == null ? null : activated.toInstant());
    }

    /** Whether the space does not serve and is on its way out from now on. */
    boolean giveUp(int id) {
        return jdbc.sql("update space set state = 'removed' where id = ? and state <> 'active'")
                        .param(id)
                        .update()
                > 0;
    }

    /** Removes what is left of a space that was given up, in small steps so that nobody waits for long. */
    void clear(int id) {
        for (Modality modality : Modality.values()) {
            jdbc.sql("drop index if exists " + index(id, modality)).update();
        }
        for (String table : List.of("vector_neighbour", "item_vector")) {
            int removed = 1;
            while (removed > 0) {
                removed = jdbc.sql("""
                                delete from %1$s where ctid = any (array(
                                    select ctid from %1$s where space = ? limit ?))""".formatted(table))
                        .params(id, REMOVED_AT_ONCE)
                        .update();
            }
        }
        jdbc.sql("delete from space where id = ? and state = 'removed'")
                .param(id)
                .update();
    }
}
