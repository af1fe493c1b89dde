package dev.vitrine.enrichment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Zero-shot tags: the labels of a vocabulary, by how well their prompts fit an item's picture. */
@Service
public class Tagging {

    /** Tags an item against every vocabulary and stores the five best labels of each. */
    public List<Tag> tag(String item) {
        throw new UnsupportedOperationException();
    }

    /** The stored tags of an item. */
    public List<Tag> tags(long item) {
        throw new UnsupportedOperationException();
    }

    /** Stores or replaces a vocabulary. */
    public void put(Vocabulary vocabulary) {
        throw new UnsupportedOperationException();
    }

    /** All vocabularies by name. */
    public List<Vocabulary> vocabularies() {
        throw new UnsupportedOperationException();
    }

    /**
     * Labels that exclude each other.
     *
     * @param templates by language, with {} where the label goes
     */
    public record Vocabulary(String name, Map<String, List<String>> templates, List<Label> labels) {}

    /** A label in each language; {@code name} identifies it. */
    public record Label(String name, Map<String, String> words) {}

    /** A label with its probability, and which model said so. */
    public record Tag(String vocabulary, String label, double probability, String model, String revision, Instant at) {}
}
