package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Tagging.Reading;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What a change of labels, prompts or thresholds would do, on a sample of items; nothing is stored. */
@Service
public class DryRun {

    private static final int EXAMPLES = 24;
    private static final int SAMPLE = 200;
    private static final long SEED = 7;

    private final Vocabularies vocabularies;
    private final Tagging tagging;
    private final Catalog catalog;
    private final VectorIndex index;
    private final EnrichmentProperties properties;

    DryRun(
            Vocabularies vocabularies,
            Tagging tagging,
            Catalog catalog,
            VectorIndex index,
            EnrichmentProperties properties) {
        this.vocabularies = vocabularies;
        this.tagging = tagging;
        this.catalog = catalog;
        this.index = index;
        this.properties = properties;
    }

    /**
     * What came out.
     *
     * @param items of the sample that have a picture's vector
     * @param changed those of them that would get other tags than by the vocabulary as it is stored
     * @param labels how many items get each label, before and after; an empty label is none of them
     * @param examples some of those that change
     */
    public record Outcome(
            int items, int changed, Side before, Side after, List<Count> labels, List<Example> examples) {}

    /**
     * One side in figures.
     *
     * @param none items that none of the labels fits
     * @param unsure items whose likeliest label is below the threshold
     * @param stated items of which the shop itself states a label
     * @param agreeing those of them that get no other than a stated one
     */
    public record Side(int none, int unsure, int stated, int agreeing) {

        static final Side NOTHING = new Side(0, 0, 0, 0);
    }

    /** A label and on how many items it is. */
    public record Count(String label, int before, int after) {}

    /** An item that changes. */
    public record Example(String item, List<String> before, List<String> after) {}

    /**
     * Reads a sample by a vocabulary and by the stored one of its name, if there is one.
     *
     * @param wish how many items; {@value #SAMPLE} if it is left open
     * @param filter among which; by chance among all where there is none, else the first that match
     * @throws InvalidRequest if the vocabulary or the sample breaks a limit
     */
    public Outcome run(Vocabulary vocabulary, @Nullable Integer wish, @Nullable String filter) {
        vocabularies.check(vocabulary);
        int sample = wish == null ? Math.min(SAMPLE, properties.maxSample()) : wish;
        if (sample < 1 || sample > properties.maxSample()) {
            throw new InvalidRequest(
                    "sample", "A sample has 1 to " + properties.maxSample() + " items, not " + sample + ".");
        }
        Filter wanted = catalog.filter(filter);
        List<Item> items = wanted.isAll() ? byChance(sample) : catalog.page(0, sample, wanted);
        Map<Long, UnitVector> pictures =
                index.vectors(Modality.IMAGE, items.stream().map(Item::key).toList());
        Optional<Vocabulary> stored = vocabularies.find(vocabulary.name());
        var before = new Tally(stored.orElse(null));
        var after = new Tally(vocabulary);
        List<Example> examples = new ArrayList<>();
        int changed = 0;
        for (Item item : items) {
            UnitVector picture = pictures.get(item.key());
            if (picture == null) {
                continue;
            }
            List<String> was = before.add(item, picture);
            List<String> now = after.add(item, picture);
            if (stored.isPresent() && !was.equals(now)) {
                changed++;
                if (examples.size() < EXAMPLES) {
                    examples.add(new Example(item.id(), was, now));
                }
            }
        }
        List<String> labels =
                new ArrayList<>(vocabulary.labels().stream().map(Label::name).toList());
        before.counts.keySet().stream()
                .filter(label -> !labels.contains(label) && !label.isEmpty())
                .sorted()
                .forEach(labels::add);
        return new Outcome(
                after.items,
                changed,
                before.side(),
                after.side(),
                labels.stream()
                        .map(label -> new Count(
                                label, before.counts.getOrDefault(label, 0), after.counts.getOrDefault(label, 0)))
                        .toList(),
                examples);
    }

    private List<Item> byChance(int sample) {
        List<Long> keys = index.keys(Modality.IMAGE);
        Collections.sort(keys);
        Collections.shuffle(keys, new Random(SEED));
        return List.copyOf(
                catalog.items(keys.subList(0, Math.min(sample, keys.size()))).values());
    }

    /** Counts what a vocabulary says. */
    private final class Tally {

        private final @Nullable Vocabulary vocabulary;
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private int items;
        private int unsure;
        private int stated;
        private int agreeing;

        Tally(@Nullable Vocabulary vocabulary) {
            this.vocabulary = vocabulary;
        }

        List<String> add(Item item, UnitVector picture) {
            if (vocabulary == null) {
                return List.of();
            }
            Reading reading = tagging.read(item, picture, vocabulary, Priority.INTERACTIVE);
            items++;
            reading.given().forEach(label -> counts.merge(label, 1, Integer::sum));
            unsure += reading.given().isEmpty() ? 1 : 0;
            if (!Mismatches.stated(item, vocabulary).isEmpty()) {
                stated++;
                agreeing += !reading.given().isEmpty() && reading.mismatches().isEmpty() ? 1 : 0;
            }
            return reading.given().stream().sorted().toList();
        }

        Side side() {
            return new Side(counts.getOrDefault("", 0), unsure, stated, agreeing);
        }
    }
}
