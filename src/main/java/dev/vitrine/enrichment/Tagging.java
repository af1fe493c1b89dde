package dev.vitrine.enrichment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Zero-shot tags: the labels of a vocabulary, by how well their prompts fit an item's picture (arXiv 2103.00020, section
 * 3.1). A label's vector is the direction of the sum over its prompts, in every language; the model says how cosines become
 * probabilities. The picture is not encoded again: its stored vector serves.
 */
@Service
public class Tagging {

    private static final int VOCABULARIES_KEPT = 1000;

    private final VocabularyRepository repository;
    private final VocabularyCheck check;
    private final Catalog catalog;
    private final VectorIndex index;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final EnrichmentProperties properties;
    private final Clock clock;
    /** Labels are encoded once for a space, which is a model's revision; a changed vocabulary is another key. */
    private final Cache<Encoded, List<UnitVector>> labels =
            Caffeine.newBuilder().maximumSize(VOCABULARIES_KEPT).build();

    private record Encoded(int space, Vocabulary vocabulary) {}

    Tagging(
            VocabularyRepository repository,
            VocabularyCheck check,
            Catalog catalog,
            VectorIndex index,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            EnrichmentProperties properties,
            Clock clock) {
        this.repository = repository;
        this.check = check;
        this.catalog = catalog;
        this.index = index;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Tags an item against every vocabulary and stores the best labels of each in place of earlier ones.
     *
     * @throws PictureNotEmbedded if the item has no picture, or its vector is not there yet
     */
    public List<Tag> tag(String id) {
        Item item = catalog.item(id);
        Space space = index.space();
        UnitVector picture = index.vectors(Modality.IMAGE, List.of(item.key())).get(item.key());
        if (picture == null) {
            throw new PictureNotEmbedded(id);
        }
        Instant now = clock.instant();
        List<Tag> tags = new ArrayList<>();
        for (Vocabulary vocabulary : vocabularies()) {
            double[] cosines = encoded(space, vocabulary).stream()
                    .mapToDouble(picture::dot)
                    .toArray();
            double[] probabilities = index.encoder().scoring().probabilities(cosines);
            List<Tag> ranked = new ArrayList<>();
            for (int i = 0; i < probabilities.length; i++) {
                ranked.add(new Tag(
                        vocabulary.name(),
                        vocabulary.labels().get(i).name(),
                        probabilities[i],
                        space.model(),
                        space.revision(),
                        now));
            }
            ranked.sort(Comparator.comparingDouble(Tag::probability).reversed());
            tags.addAll(ranked.subList(0, Math.min(properties.kept(), ranked.size())));
        }
        transaction.executeWithoutResult(status -> store(item.key(), tags));
        return tags;
    }

    private List<UnitVector> encoded(Space space, Vocabulary vocabulary) {
        return labels.get(new Encoded(space.id(), vocabulary), _ -> encode(index.encoder(), vocabulary));
    }

    /** The prompts of all labels go through the model together. */
    private static List<UnitVector> encode(DualEncoder encoder, Vocabulary vocabulary) {
        List<List<String>> prompts = vocabulary.labels().stream()
                .map(label -> prompts(vocabulary, label))
                .toList();
        List<UnitVector> encoded =
                encoder.texts(prompts.stream().flatMap(List::stream).toList(), Priority.INTERACTIVE);
        List<UnitVector> vectors = new ArrayList<>();
        int from = 0;
        for (List<String> ofLabel : prompts) {
            vectors.add(UnitVector.blend(encoded.subList(from, from + ofLabel.size()).stream()
                    .map(vector -> new UnitVector.Weighted(vector, 1))
                    .toList()));
            from += ofLabel.size();
        }
        return vectors;
    }

    private static List<String> prompts(Vocabulary vocabulary, Label label) {
        List<String> prompts = new ArrayList<>();
        label.words().forEach((language, words) -> {
            List<String> templates = vocabulary.templates().getOrDefault(language, List.of());
            for (String template : templates.isEmpty() ? List.of("{}") : templates) {
                prompts.add(template.replace("{}", words));
            }
        });
        return prompts;
    }

    private void store(long item, List<Tag> tags) {
        jdbc.sql("delete from item_tag where item = ?").param(item).update();
        for (Tag tag : tags) {
            jdbc.sql("""
                            insert into item_tag (item, vocabulary, label, probability, model, revision, at)
                            values (?, ?, ?, ?, ?, ?, ?)""")
                    .params(
                            item,
                            tag.vocabulary(),
                            tag.label(),
                            tag.probability(),
                            tag.model(),
                            tag.revision(),
                            Timestamp.from(tag.at()))
                    .update();
        }
    }

    /** The stored tags of an item, by vocabulary, likeliest first. */
    public List<Tag> tags(long item) {
        return jdbc.sql("select * from item_tag where item = ? order by vocabulary, probability desc")
                .param(item)
                .query((row, number) -> new Tag(
                        row.getString("vocabulary"),
                        row.getString("label"),
                        row.getDouble("probability"),
                        row.getString("model"),
                        row.getString("revision"),
                        row.getTimestamp("at").toInstant()))
                .list();
    }

    /** Stores or replaces a vocabulary. */
    public void put(Vocabulary vocabulary) {
        check.check(vocabulary);
        repository.save(new VocabularyEntity(vocabulary));
    }

    /** All vocabularies by name. */
    public List<Vocabulary> vocabularies() {
        return repository.findAllByOrderByName().stream()
                .map(VocabularyEntity::vocabulary)
                .toList();
    }

    /**
     * The vocabulary of that name.
     *
     * @throws VocabularyNotFound if there is none
     */
    public Vocabulary vocabulary(String name) {
        return repository
                .findById(name)
                .orElseThrow(() -> new VocabularyNotFound(name))
                .vocabulary();
    }

    /** Removes a vocabulary and the tags that came from it. */
    public void delete(String name) {
        vocabulary(name);
        repository.deleteById(name);
    }

    /**
     * Labels that exclude each other.
     *
     * @param templates by language, with {} where the label goes; without any, the label stands alone
     */
    public record Vocabulary(String name, Map<String, List<String>> templates, List<Label> labels) {}

    /** A label in each language; {@code name} identifies it. */
    public record Label(String name, Map<String, String> words) {}

    /** A label with its probability, and which model said so. */
    public record Tag(String vocabulary, String label, double probability, String model, String revision, Instant at) {}
}
