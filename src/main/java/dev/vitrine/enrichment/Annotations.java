package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the catalogue which tags and captions of an item count, so that filters and search find it by them: at once where
 * somebody decided, and little by little where a vocabulary's words changed.
 */
@Component
class Annotations implements Worker {

    static final String QUEUE = "annotate";
    private static final int BATCH = 100;

    private final StatementTable table;
    private final Vocabularies vocabularies;
    private final Catalog catalog;
    private final TransactionTemplate transaction;

    Annotations(StatementTable table, Vocabularies vocabularies, Catalog catalog, TransactionTemplate transaction) {
        this.table = table;
        this.vocabularies = vocabularies;
        this.catalog = catalog;
        this.transaction = transaction;
    }

    /** To be called within the transaction that changes what counts of the items; they are updated in their order. */
    void update(Collection<Long> items) {
        if (!items.isEmpty()) {
            Map<Long, List<Statement>> said = table.ofItems(items);
            items.forEach(item -> update(item, said.getOrDefault(item, List.of())));
        }
    }

    private void update(long item, List<Statement> said) {
        Map<String, List<String>> tags = new TreeMap<>();
        List<String> notes = new ArrayList<>();
        for (Statement statement : said) {
            if (!statement.counts() || statement.value().isEmpty()) {
                continue;
            }
            if (statement.kind() == Kind.TAG) {
                tags.computeIfAbsent(statement.topic(), topic -> new ArrayList<>())
                        .add(statement.value());
                notes.addAll(vocabularies.words(statement.topic(), statement.value()));
            } else if (statement.kind() == Kind.CAPTION) {
                notes.add(statement.value());
            }
        }
        catalog.annotate(item, tags, notes);
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public int batchSize() {
        return BATCH;
    }

    @Override
    public Map<Work.Task, String> run(List<Work.Task> batch) {
        for (Work.Task task : batch) {
            transaction.executeWithoutResult(status -> {
                table.lock(List.of(task.subject()));
                update(List.of(task.subject()));
            });
        }
        return Map.of();
    }
}
