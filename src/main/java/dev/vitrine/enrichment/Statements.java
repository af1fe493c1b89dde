package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.enrichment.Decision.Action;
import dev.vitrine.enrichment.Decision.Change;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.State;
import dev.vitrine.enrichment.StatementTable.Recorded;
import dev.vitrine.enrichment.StatementTable.Standing;
import dev.vitrine.problem.InvalidRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What is said of items, by machines and people, and the rules between them:
 * <ul>
 *   <li>a machine proposes; what a person accepted, edited or wrote is never changed, replaced or doubled by a machine;
 *   <li>what a person rejected is not proposed again by the same revision of the same model;
 *   <li>a machine's newer proposal takes the place of its older ones that nobody has looked at;
 *   <li>a topic has one statement that counts; a vocabulary whose labels go together has one for each label;
 *   <li>every change is kept, and a decision can be taken back while nothing was decided on top of it.
 * </ul>
 * What counts reaches filters and search within the same transaction.
 */
@Service
public class Statements {

    private final StatementTable table;
    private final Vocabularies vocabularies;
    private final Annotations annotations;
    private final Catalog catalog;
    private final EnrichmentProperties properties;

    Statements(
            StatementTable table,
            Vocabularies vocabularies,
            Annotations annotations,
            Catalog catalog,
            EnrichmentProperties properties) {
        this.table = table;
        this.vocabularies = vocabularies;
        this.annotations = annotations;
        this.catalog = catalog;
        this.properties = properties;
    }

    /** All of an item, whatever became of them: tags first, by topic, the oldest first. */
    public List<Statement> of(long item) {
        return table.ofItem(item);
    }

    /**
     * The statement of that number.
     *
     * @throws StatementNotFound if there is none
     */
    public Statement statement(long id) {
        return table.find(id).orElseThrow(() -> new StatementNotFound(id));
    }

    /** What became of a statement, the oldest change first; that a machine proposed it is told by itself. */
    public List<Change> history(long id) {
        statement(id);
        return table.history(id);
    }

    /** Those that are meant, in the order in which they came, from the one after {@code after} on. */
    public List<Statement> page(Selection selection, long after, int limit) {
        return table.select(selection, after, limit);
    }

    /** How many are meant. */
    public long count(Selection selection) {
        return table.count(selection);
    }

    /** What there is to review, by kind and topic. */
    public List<Open> open() {
        return table.topics(State.PROPOSED).stream()
                .map(topic -> new Open(topic.kind(), topic.topic(), topic.count()))
                .toList();
    }

    /** A topic, and how many statements of it wait for a person. */
    public record Open(Kind kind, String topic, long count) {}

    /**
     * Lets statements count as the machine said them; others of their topic give way.
     *
     * @throws StatementNotFound if one does not exist; then nothing changes
     */
    @Transactional
    public Decision accept(String person, Collection<Long> ids) {
        return decide(person, Action.ACCEPT, ids);
    }

    /** Lets statements count no more, or never; nothing changes if one does not exist. */
    @Transactional
    public Decision reject(String person, Collection<Long> ids) {
        return decide(person, Action.REJECT, ids);
    }

    /**
     * The same for the first statements that are meant, as many as one decision takes.
     *
     * @return nothing where none is meant
     */
    @Transactional
    public Optional<Decision> decide(String person, boolean accept, Selection selection) {
        List<Long> ids = table.select(selection, 0, properties.maxDecision()).stream()
                .map(Statement::id)
                .toList();
        return ids.isEmpty()
                ? Optional.empty()
                : Optional.of(decide(person, accept ? Action.ACCEPT : Action.REJECT, ids));
    }

    private Decision decide(String person, Action action, Collection<Long> ids) {
        if (ids.isEmpty() || ids.size() > properties.maxDecision()) {
            throw new InvalidRequest(
                    "ids",
                    "A decision is about 1 to " + properties.maxDecision() + " statements, not " + ids.size() + ".");
        }
        Set<Long> wanted = new LinkedHashSet<>(ids);
        List<Statement> found = lock(wanted);
        long decision = table.decide(person, action);
        for (Statement statement : found) {
            // One decision may be about two of a topic: the first gave way to the second.
            Statement now = statement(statement.id());
            if (action == Action.REJECT) {
                table.change(decision, now, new Standing(State.REJECTED, now.value(), person, table.now()));
            } else {
                State state = now.state() == State.EDITED ? State.EDITED : State.ACCEPTED;
                count(decision, now, new Standing(state, now.value(), person, table.now()));
            }
        }
        annotate(found);
        return decided(decision);
    }

    /** The statements of those numbers, after everybody else who changes their items. */
    private List<Statement> lock(Set<Long> ids) {
        table.lock(table.find(ids).stream().map(Statement::item).toList());
        List<Statement> found = table.find(ids);
        if (found.size() < ids.size()) {
            Set<Long> missing = new TreeSet<>(ids);
            found.forEach(statement -> missing.remove(statement.id()));
            throw new StatementNotFound(missing.iterator().next());
        }
        return found;
    }

    /** Lets a statement count, and others of its topic give way. */
    private Statement count(long decision, Statement statement, Standing to) {
        Statement changed = table.change(decision, statement, to);
        settle(decision, changed);
        return changed;
    }

    private void settle(long decision, Statement counting) {
        boolean single =
                counting.kind() != Kind.TAG || counting.value().isEmpty() || vocabularies.isExclusive(counting.topic());
        for (Statement other : table.ofTopic(counting.item(), counting.kind(), counting.topic())) {
            boolean same = single
                    || other.value().equals(counting.value())
                    || other.value().isEmpty();
            if (other.id() != counting.id() && same && (other.counts() || other.state() == State.PROPOSED)) {
                table.change(
                        decision,
                        other,
                        new Standing(State.SUPERSEDED, other.value(), other.decidedBy(), other.decidedAt()));
            }
        }
    }

    /**
     * Puts a person's words in the place of a machine's, whose own are kept beside them.
     *
     * @throws InvalidRequest if the words are empty or too long, or no label of the tag's vocabulary
     */
    @Transactional
    public Decision edit(String person, long id, String value) {
        Statement statement = lock(Set.of(id)).getFirst();
        String words = checked(statement.kind(), statement.topic(), value);
        long decision = table.decide(person, Action.EDIT);
        boolean machines =
                statement.origin() != null && statement.origin().said().equals(words);
        count(decision, statement, new Standing(machines ? State.ACCEPTED : State.EDITED, words, person, table.now()));
        annotate(List.of(statement));
        return decided(decision);
    }

    /**
     * A person's own statement, in the place of what was said in that topic.
     *
     * @throws InvalidRequest as {@link #edit} does
     */
    @Transactional
    public Decision write(String person, String item, Kind kind, String topic, String value) {
        long key = catalog.item(item).key();
        String words = checked(kind, topic, value);
        table.lock(List.of(key));
        long decision = table.decide(person, Action.WRITE);
        Statement written = table.insert(decision, key, kind, topic, words, person);
        settle(decision, written);
        annotate(List.of(written));
        return decided(decision);
    }

    private String checked(Kind kind, String topic, String value) {
        String words = value.strip();
        if (kind == Kind.TAG) {
            vocabularies.checkLabel(topic, words);
            return words;
        }
        if (topic.isBlank() || topic.length() > properties.maxTextLength()) {
            throw new InvalidRequest(
                    "topic",
                    "A topic has 1 to " + properties.maxTextLength() + " characters, and not only spaces; this has "
                            + topic.length() + ".");
        }
        if (words.isEmpty() || words.length() > properties.maxValueLength() || words.indexOf('\0') >= 0) {
            throw new InvalidRequest(
                    "value",
                    "A text has 1 to " + properties.maxValueLength() + " characters, not only spaces and no nulls; this"
                            + " has " + words.length() + ".");
        }
        return words;
    }

    /**
     * Takes a decision back, while all that it changed is as it left it: then it is as it was before. Taking that back
     * brings the decision back.
     *
     * @throws DecisionNotFound if there is none
     * @throws DecisionOvertaken if what it changed was decided on again since
     */
    @Transactional
    public Decision undo(String person, long decision) {
        Decision undone = table.decision(decision).orElseThrow(() -> new DecisionNotFound(decision));
        List<Recorded> seen = table.changes(decision);
        lock(new LinkedHashSet<>(seen.stream().map(Recorded::statement).toList()));
        List<Recorded> changes = table.changes(decision);
        for (Recorded change : changes) {
            if (!Standing.of(statement(change.statement())).equals(change.after())) {
                throw new DecisionOvertaken(undone.id(), change.statement());
            }
        }
        long by = table.decide(person, Action.UNDO);
        List<Statement> changed = new ArrayList<>();
        for (Recorded change : changes) {
            Standing before = change.before();
            // What a person began is not forgotten: it gives way, and can be brought back.
            Standing to = before != null
                    ? before
                    : new Standing(State.SUPERSEDED, change.after().value(), person, table.now());
            changed.add(table.change(by, statement(change.statement()), to));
        }
        changed.stream().filter(Statement::counts).forEach(statement -> settle(by, statement));
        table.undone(decision, by);
        annotate(changed);
        return decided(by);
    }

    /**
     * Takes a person's latest decision back that was not taken back yet.
     *
     * @throws DecisionNotFound if there is none
     * @throws DecisionOvertaken if what it changed was decided on again since
     */
    @Transactional
    public Decision undoLatest(String person) {
        return undo(person, table.latestOf(person).orElseThrow(() -> new DecisionNotFound(person)));
    }

    private void annotate(List<Statement> changed) {
        annotations.update(new TreeSet<>(changed.stream().map(Statement::item).toList()));
    }

    private Decision decided(long id) {
        Decision decision = table.decision(id).orElseThrow(() -> new DecisionNotFound(id));
        return new Decision(
                id,
                decision.decidedBy(),
                decision.action(),
                decision.at(),
                decision.undoneBy(),
                table.find(table.changes(id).stream().map(Recorded::statement).toList()));
    }
}
