package dev.vitrine.enrichment;

import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.Work;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The vocabularies by which items are tagged. */
@Service
public class Vocabularies {

    private final VocabularyRepository repository;
    private final VocabularyCheck check;
    private final StatementTable statements;
    private final Work work;

    Vocabularies(VocabularyRepository repository, VocabularyCheck check, StatementTable statements, Work work) {
        this.repository = repository;
        this.check = check;
        this.statements = statements;
        this.work = work;
    }

    /** Stores or replaces a vocabulary; items with tags of it are soon found by the new words. */
    @Transactional
    public void put(Vocabulary vocabulary) {
        check.check(vocabulary);
        List<Label> before = find(vocabulary.name()).map(Vocabulary::labels).orElse(vocabulary.labels());
        repository.save(new VocabularyEntity(vocabulary));
        if (!before.equals(vocabulary.labels())) {
            work.add(Annotations.QUEUE, statements.counting(Kind.TAG, vocabulary.name()));
        }
    }

    /** All by name. */
    public List<Vocabulary> all() {
        return repository.findAllByOrderByName().stream()
                .map(VocabularyEntity::vocabulary)
                .toList();
    }

    /** The vocabulary of that name. */
    public Optional<Vocabulary> find(String name) {
        return repository.findById(name).map(VocabularyEntity::vocabulary);
    }

    /**
     * The vocabulary of that name.
     *
     * @throws VocabularyNotFound if there is none
     */
    public Vocabulary vocabulary(String name) {
        return find(name).orElseThrow(() -> new VocabularyNotFound(name));
    }

    /** Refuses limits that a vocabulary breaks, before it is tried or stored. */
    void check(Vocabulary vocabulary) {
        check.check(vocabulary);
    }

    /** Removes a vocabulary. What counts of its tags still does; proposals stay to be rejected or accepted. */
    public void delete(String name) {
        vocabulary(name);
        repository.deleteById(name);
    }

    /** Whether one label alone can count; of a vocabulary that is gone it is so. */
    boolean isExclusive(String name) {
        return find(name).map(Vocabulary::exclusive).orElse(true);
    }

    /** By which words items with that label are found. */
    List<String> words(String vocabulary, String label) {
        return find(vocabulary)
                .flatMap(known -> known.label(label))
                .map(Label::called)
                .orElse(List.of(label));
    }

    /**
     * Refuses what is no label of a vocabulary; no text at all is one: none of them.
     *
     * @throws VocabularyNotFound if there is no such vocabulary
     * @throws InvalidRequest if it has no such label
     */
    void checkLabel(String vocabulary, String label) {
        if (vocabulary(vocabulary).label(label).isEmpty() && !label.isEmpty()) {
            throw new InvalidRequest(
                    "value",
                    "The vocabulary " + vocabulary + " has no label \""
                            + label.substring(0, Math.min(60, label.length())) + "\".");
        }
    }
}
