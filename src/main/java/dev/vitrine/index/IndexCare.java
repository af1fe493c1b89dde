package dev.vitrine.index;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps the vectors' graphs in order. Vectors that were replaced or removed stay in a graph as dead ends, which a search
 * steps over at the cost of its reach; a graph with many of them is built anew, beside the one that serves.
 */
@Service
public class IndexCare {

    private static final Logger LOG = LoggerFactory.getLogger(IndexCare.class);

    private final JdbcClient jdbc;

    IndexCare(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An index over vectors, and how many were replaced or removed since it was built. */
    private record Graph(String name, long rows, long churned) {}

    /**
     * Rebuilds the graphs of which a share was replaced or removed since they were built, and removes what an interrupted
     * rebuilding left. Takes as long as building; nothing waits for it.
     *
     * @param churn the share from which on it is worth it
     * @return the graphs' names
     */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public List<String> rebuild(double churn) {
        jdbc.sql("""
                        select indexrelid::regclass::text from pg_index
                        where indrelid = 'item_vector'::regclass and not indisvalid""").query(String.class).list().forEach(left -> {
            LOG.info("The index {} was not finished and goes", left);
            jdbc.sql("drop index concurrently if exists " + left).update();
        });
        List<String> rebuilt = new ArrayList<>();
        for (Graph graph : graphs()) {
            if (graph.churned() > churn * Math.max(1, graph.rows())) {
                LOG.info("The index {} of {} vectors is built anew", graph.name(), graph.rows());
                jdbc.sql("reindex index concurrently " + graph.name()).update();
                rebuilt.add(graph.name());
            }
        }
        if (!rebuilt.isEmpty()) {
            remember(rebuilt);
        }
        jdbc.sql("analyze item_vector").update();
        return rebuilt;
    }

    /** Changes are counted per table; a graph's share of them is that of its rows. */
    private List<Graph> graphs() {
        return jdbc.sql("""
                        select name, rows, case when total = 0 then 0
                            else greatest(0, changed - case when known > changed then 0 else known end) * rows / total end
                            as churned
                        from (
                            select c.oid::regclass::text as name, greatest(c.reltuples, 0)::bigint as rows,
                                   coalesce(sum(greatest(c.reltuples, 0)) over (), 0)::bigint as total,
                                   coalesce(s.n_tup_upd + s.n_tup_del, 0) as changed, coalesce(k.changes, 0) as known
                            from pg_index i
                            join pg_class c on c.oid = i.indexrelid
                            join pg_am a on a.oid = c.relam and a.amname = 'hnsw'
                            left join pg_stat_user_tables s on s.relid = i.indrelid
                            left join index_care k on k.name = c.oid::regclass::text
                            where i.indrelid = 'item_vector'::regclass) graphs
                        order by name""").query(Graph.class).list();
    }

    private void remember(List<String> names) {
        jdbc.sql("""
                        insert into index_care (name, changes, rebuilt_at)
                        select unnest(?::text[]), n_tup_upd + n_tup_del, now()
                        from pg_stat_user_tables where relid = 'item_vector'::regclass
                        on conflict (name) do update set changes = excluded.changes, rebuilt_at = excluded.rebuilt_at""").param(names.toArray(String[]::new)).update();
    }
}
