package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Proposals.Said;
import dev.vitrine.enrichment.Statement.Choice;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Statement.Origin;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.DualEncoder.Scoring;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Zero-shot tags: the labels of a vocabulary, by how well their prompts fit an item's picture (arXiv 2103.00020, section
 * 3.1). The picture is not encoded again: its stored vector serves.
 *
 * <p>"None of these" is an answer: a text that stands out from the catalogue's background by as many deviations as the
 * vocabulary asks. Exclusive labels and it share one probability; of labels that go together, each is weighed against the
 * one that its own background makes. While the catalogue has fewer than {@value Calibration#LEAST_PICTURES} pictures there
 * is no background: exclusive labels are weighed among themselves, and others are not given.
 */
@Service
public class Tagging {

    private static final int PROMPT_LENGTH = 2000;

    private final Vocabularies vocabularies;
    private final Labels labels;
    private final Proposals proposals;
    private final Looks looks;
    private final Catalog catalog;
    private final VectorIndex index;
    private final EnrichmentProperties properties;

    Tagging(
            Vocabularies vocabularies,
            Labels labels,
            Proposals proposals,
            Looks looks,
            Catalog catalog,
            VectorIndex index,
            EnrichmentProperties properties) {
        this.vocabularies = vocabularies;
        this.labels = labels;
        this.proposals = proposals;
        this.looks = looks;
        this.catalog = catalog;
        this.index = index;
        this.properties = properties;
    }

    /**
     * What a vocabulary makes of a picture.
     *
     * @param ranking the best answers with their probabilities, likeliest first; an empty one is none of the labels
     * @param given the labels that are proposed; an empty one where none fits, nothing where the best is too unsure
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reading(
            String vocabulary,
            List<Choice> ranking,
            List<String> given,
            List<Mismatch> mismatches,
            String model,
            String revision) {}

    /**
     * Tags an item by every vocabulary, which proposes what fits.
     *
     * @throws ItemWithoutPicture if there is nothing to look at
     */
    public List<Reading> tag(String id) {
        Item item = catalog.item(id);
        Looks.sha256(item);
        Map<Long, String> failures = new HashMap<>();
        UnitVector picture =
                looks.vectors(List.of(item), Priority.INTERACTIVE, failures).get(item.key());
        if (picture == null) {
            looks.picture(item); // says what is wrong with it
            throw new ItemWithoutPicture(id);
        }
        List<Vocabulary> by = vocabularies.all();
        List<Reading> readings = by.stream()
                .map(vocabulary -> read(item, picture, vocabulary, Priority.INTERACTIVE))
                .toList();
        proposals.propose(
                IntStream.range(0, by.size())
                        .mapToObj(i -> said(item, by.get(i), readings.get(i)))
                        .toList(),
                null);
        return readings;
    }

    /**
     * Tags many items, for nobody who waits: all of them or, where that breaks off, none.
     *
     * @return by key, why an item could not be tagged
     */
    Map<Long, String> tag(Collection<Item> items, Collection<Vocabulary> by, @Nullable Long job) {
        Map<Long, String> failures = new HashMap<>();
        Map<Long, UnitVector> pictures = looks.vectors(items, Priority.BULK, failures);
        List<Said> all = new ArrayList<>();
        for (Item item : items) {
            UnitVector picture = pictures.get(item.key());
            if (picture != null) {
                by.forEach(
                        vocabulary -> all.add(said(item, vocabulary, read(item, picture, vocabulary, Priority.BULK))));
            }
        }
        proposals.propose(all, job);
        return failures;
    }

    private static Said said(Item item, Vocabulary vocabulary, Reading reading) {
        return new Said(
                item.key(),
                Kind.TAG,
                vocabulary.name(),
                vocabulary.exclusive(),
                reading.given().stream()
                        .map(label -> draft(item, vocabulary, reading, label))
                        .toList());
    }

    private static Draft draft(Item item, Vocabulary vocabulary, Reading reading, String label) {
        double score = score(reading, label);
        String prompt = vocabulary
                .label(label)
                .map(known -> String.join(" | ", vocabulary.prompts(known)))
                .orElse("");
        var origin = new Origin(
                label,
                reading.model(),
                reading.revision(),
                prompt.substring(0, Math.min(PROMPT_LENGTH, prompt.length())),
                Map.of(
                        "exclusive", vocabulary.exclusive(),
                        "threshold", vocabulary.threshold(),
                        "background", vocabulary.background(),
                        "labels", vocabulary.labels().size()),
                score,
                Looks.sha256(item));
        boolean accept = vocabulary.autoAccept() != null && score >= vocabulary.autoAccept() && !label.isEmpty();
        return new Draft(label, origin, reading.ranking(), Mismatches.of(item, vocabulary, label), accept);
    }

    private static double score(Reading reading, String label) {
        return reading.ranking().stream()
                .filter(choice -> choice.value().equals(label))
                .mapToDouble(Choice::score)
                .findFirst()
                .orElse(0);
    }

    /** Who tags now, as name@revision. */
    String revision() {
        Space space = index.space();
        return space.model() + "@" + space.revision();
    }

    /** What a vocabulary makes of an item's picture; nothing is proposed. */
    Reading read(Item item, UnitVector picture, Vocabulary vocabulary, Priority priority) {
        Space space = index.space();
        double[] cosines = labels.vectors(space, vocabulary, priority).stream()
                .mapToDouble(picture::dot)
                .toArray();
        Calibration calibration = labels.calibration(space, vocabulary, priority);
        Scoring scoring = index.encoder().scoring();
        List<Choice> ranking = vocabulary.exclusive()
                ? exclusive(vocabulary, cosines, calibration, scoring)
                : together(vocabulary, cosines, calibration, scoring);
        List<String> given = given(vocabulary, ranking);
        // Of labels that go together all that are given are kept, be they more than the best few.
        List<Choice> kept = ranking.subList(0, Math.min(Math.max(properties.kept(), given.size()), ranking.size()));
        return new Reading(
                vocabulary.name(),
                List.copyOf(kept),
                given,
                given.stream()
                        .flatMap(label -> Mismatches.of(item, vocabulary, label).stream())
                        .toList(),
                space.model(),
                space.revision());
    }

    private static List<Choice> exclusive(
            Vocabulary vocabulary, double[] cosines, @Nullable Calibration calibration, Scoring scoring) {
        List<String> names =
                new ArrayList<>(vocabulary.labels().stream().map(Label::name).toList());
        double[] all = cosines;
        if (calibration != null) {
            names.add("");
            all = java.util.Arrays.copyOf(cosines, cosines.length + 1);
            all[cosines.length] = calibration.standsOut(vocabulary.background());
        }
        return ranked(names, scoring.probabilities(all));
    }

    private static List<Choice> together(
            Vocabulary vocabulary, double[] cosines, @Nullable Calibration calibration, Scoring scoring) {
        if (calibration == null) {
            return List.of();
        }
        List<String> names =
                new ArrayList<>(vocabulary.labels().stream().map(Label::name).toList());
        double[] probabilities = IntStream.range(0, cosines.length)
                .mapToDouble(i -> fit(scoring, cosines[i], calibration.standsOut(i, vocabulary.background())))
                .toArray();
        if (java.util.Arrays.stream(probabilities).noneMatch(p -> p >= vocabulary.threshold())) {
            names.add("");
            double most = java.util.Arrays.stream(probabilities).max().orElse(0);
            probabilities = java.util.Arrays.copyOf(probabilities, cosines.length + 1);
            probabilities[cosines.length] = 1 - most;
            List<Choice> ranked = new ArrayList<>(ranked(names, probabilities));
            ranked.sort(Comparator.comparing((Choice choice) -> !choice.value().isEmpty()));
            return ranked;
        }
        return ranked(names, probabilities);
    }

    /** The probability of a text against one that stands at a cosine, as the model weighs two texts. */
    static double fit(Scoring scoring, double cosine, double background) {
        return 1 / (1 + Math.exp(-scoring.scale() * (cosine - background)));
    }

    private static List<Choice> ranked(List<String> names, double[] probabilities) {
        return IntStream.range(0, probabilities.length)
                .mapToObj(i -> new Choice(names.get(i), probabilities[i]))
                .sorted(Comparator.comparingDouble(Choice::score).reversed())
                .toList();
    }

    private static List<String> given(Vocabulary vocabulary, List<Choice> ranking) {
        if (ranking.isEmpty()) {
            return List.of();
        }
        Choice best = ranking.getFirst();
        if (best.value().isEmpty()) {
            return List.of("");
        }
        if (vocabulary.exclusive()) {
            return best.score() >= vocabulary.threshold() ? List.of(best.value()) : List.of();
        }
        return ranking.stream()
                .filter(choice -> choice.score() >= vocabulary.threshold())
                .map(Choice::value)
                .toList();
    }
}
