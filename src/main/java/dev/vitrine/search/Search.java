package dev.vitrine.search;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.preference.Preferences;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Items for words, a picture, or both.
 *
 * <p>A question is compared with the items' pictures and with their texts; a similarity counts by how far it is above
 * what this question has with any item, in the deviations of that pair of modalities, since those are not comparable
 * otherwise (CLIP's modality gap, arXiv 2203.02053). That measure is linear in the question, so that words, a picture and
 * words that are not meant are one direction for each side of the items and one probe of the index. Exact words add to
 * it: a small model does not know a shop's product names.
 */
@Service
public class Search {

    private static final List<Modality> SIDES = List.of(Modality.IMAGE, Modality.TEXT);

    private final VectorIndex index;
    private final Catalog catalog;
    private final Preferences preferences;
    private final Chance chance;
    private final SearchProperties properties;

    Search(VectorIndex index, Catalog catalog, Preferences preferences, Chance chance, SearchProperties properties) {
        this.index = index;
        this.catalog = catalog;
        this.preferences = preferences;
        this.chance = chance;
        this.properties = properties;
    }

    /**
     * What is looked for.
     *
     * @param words in English or Chinese; null when only a picture is given
     * @param not words that are not meant; null for none
     * @param picture null when only words are given
     * @param user whose taste has a say in the order; null for nobody's
     * @param filter what items must match
     * @param facets "category", "price" or names of attributes whose values are counted
     * @param weights of the words, the picture and the taste
     */
    public record Question(
            @Nullable String words,
            @Nullable String not,
            @Nullable RgbImage picture,
            @Nullable String user,
            Filter filter,
            List<String> facets,
            Weights weights) {

        /** A question whose parts count as the shop's settings say. */
        public Question(
                @Nullable String words,
                @Nullable String not,
                @Nullable RgbImage picture,
                @Nullable String user,
                Filter filter,
                List<String> facets) {
            this(words, not, picture, user, filter, facets, Weights.USUAL);
        }

        /** A question in words alone; a word behind a minus is not meant. */
        public static Question of(String words) {
            return new Question(words, null, null, null, Filter.ALL, List.of());
        }
    }

    /**
     * What was found.
     *
     * @param hits best first
     * @param cause why there are fewer than asked for; null when there are as many, or no more items
     * @param facets by field, over all that was found, also beyond the limit
     */
    public record Found(List<Hit> hits, @Nullable Cause cause, Map<String, List<Catalog.Facet>> facets) {}

    /** Why there are fewer items than asked for. */
    public enum Cause {
        /** No item is nearer to the question than to one that means nothing. */
        NOTHING_ALIKE,
        /** Items that are no nearer than chance were left out. */
        FEW_ALIKE,
        /** No item may be shown and matches the filter. */
        NOTHING_MATCHES_FILTER
    }

    /**
     * A found item.
     *
     * @param score how far above the background, in deviations
     * @param why "words" when the item has them, "picture" when the models alone found it, "both"
     * @param words those of the question that the item has
     * @param features what the score is the sum of: likeness of the item's "picture" and of its "text", exact "words", and
     *     the user's "taste"
     */
    public record Hit(Item item, double score, String why, List<String> words, Map<String, Double> features) {}

    /** What the scores of items are the sums of. */
    private static final class Scores {

        private final Map<Long, Map<String, Double>> features = new HashMap<>();

        void add(long item, String feature, double value) {
            features.computeIfAbsent(item, key -> new LinkedHashMap<>()).merge(feature, value, Double::sum);
        }

        double of(long item) {
            return features(item).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }

        Map<String, Double> features(long item) {
            return features.getOrDefault(item, Map.of());
        }

        Set<Long> items() {
            return features.keySet();
        }
    }

    /** A part of a question: where it points to, from which side, and how much it counts; below 0 when not meant. */
    private record Part(UnitVector vector, Modality modality, double weight) {}

    /** The weights of a question that has none of its own: what {@code vitrine.search} says. */
    public Weights usual() {
        return new Weights(properties.pictureWeight(), 1 - properties.pictureWeight(), properties.taste());
    }

    /**
     * Best first; items that are no nearer than chance are left out.
     *
     * @throws InvalidRequest if there are neither words nor a picture, what there is counts nothing, or a limit is passed
     */
    public Found find(Question question, int limit) {
        Minus words = Minus.read(question.words(), question.not());
        check(words, question.picture(), limit);
        double pictureShare = pictureShare(words, question);
        Reach reach = index.reach(question.filter());
        List<Part> parts = parts(words, question.picture(), pictureShare);
        Scores scores = similar(parts, reach);
        double floor = properties.cutoff() == 0 ? Double.NEGATIVE_INFINITY : properties.cutoff() * floor(parts);
        Set<Long> alike = scores.items().stream()
                .filter(item -> scores.of(item) >= floor)
                .collect(Collectors.toCollection(HashSet::new));
        Set<Long> worded = addWords(words, parts, scores, question.filter());
        boolean any = !scores.items().isEmpty();
        alike.addAll(worded);
        int before = scores.items().size();
        scores.items().retainAll(alike);
        if (!words.not().isEmpty()) {
            Set<Long> named = catalog.having(words.not(), scores.items());
            scores.items().removeAll(named);
        }
        if (question.user() != null) {
            addTaste(
                    question.user(),
                    Objects.requireNonNullElse(question.weights().taste(), properties.taste()),
                    scores);
        }
        List<Hit> hits = hits(scores, worded, words, pictureShare > 0, limit);
        Cause cause = hits.size() >= limit || scores.items().size() > hits.size()
                ? null
                : !any
                        ? (question.filter().isAll() ? null : Cause.NOTHING_MATCHES_FILTER)
                        : hits.isEmpty()
                                ? Cause.NOTHING_ALIKE
                                : before > scores.items().size() ? Cause.FEW_ALIKE : null;
        return new Found(hits, cause, catalog.facets(scores.items(), question.facets(), properties.facetValues()));
    }

    private void check(Minus words, @Nullable RgbImage picture, int limit) {
        if (picture == null && words.meant().isEmpty()) {
            throw new InvalidRequest("words", "There are no words and no picture to search by.");
        }
        int length = words.meant().length() + words.not().length();
        if (length > properties.maxWordsLength()) {
            throw new InvalidRequest(
                    "words",
                    "The words have " + length + " characters; at most " + properties.maxWordsLength() + " are taken.");
        }
        if (limit < 1 || limit > properties.maxLimit()) {
            throw new InvalidRequest(
                    "limit", "The limit " + limit + " is not between 1 and " + properties.maxLimit() + ".");
        }
    }

    /** How much of the question its picture is, in [0, 1]; the rest are its words. */
    private double pictureShare(Minus words, Question question) {
        Weights usual = usual();
        double picture =
                question.picture() == null ? 0 : weight(question.weights().picture(), usual.picture());
        double said = words.meant().isEmpty() ? 0 : weight(question.weights().words(), usual.words());
        if (picture + said == 0) {
            throw new InvalidRequest(
                    question.picture() == null ? "wordsWeight" : "pictureWeight",
                    "All that the question has counts 0; let the words or the picture count something.");
        }
        return picture / (picture + said);
    }

    private static double weight(@Nullable Double own, @Nullable Double usual) {
        return own == null ? Objects.requireNonNull(usual) : own;
    }

    private List<Part> parts(Minus words, @Nullable RgbImage picture, double pictureShare) {
        List<Part> parts = new ArrayList<>();
        if (picture != null && pictureShare > 0) {
            UnitVector vector = index.encoder()
                    .pictures(List.of(picture), Priority.INTERACTIVE)
                    .getFirst();
            parts.add(new Part(vector, Modality.IMAGE, pictureShare));
        }
        List<String> texts = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        if (pictureShare < 1) {
            texts.add(words.meant());
            weights.add(1 - pictureShare);
        }
        if (!words.not().isEmpty()) {
            texts.add(words.not());
            weights.add(-properties.notWeight());
        }
        if (!texts.isEmpty()) {
            List<UnitVector> vectors = index.encoder().texts(texts, Priority.INTERACTIVE);
            for (int i = 0; i < texts.size(); i++) {
                parts.add(new Part(vectors.get(i), Modality.TEXT, weights.get(i)));
            }
        }
        return parts;
    }

    /** What an item's nearness is worth when the question means nothing. */
    private double floor(List<Part> parts) {
        return parts.stream()
                .filter(part -> part.weight() > 0)
                .mapToDouble(part -> part.weight() * chance.best(part.modality()))
                .sum();
    }

    /** How near the likeliest items are: the mean over their sides of what the parts add up to. */
    private Scores similar(List<Part> parts, Reach reach) {
        Map<Modality, Map<Part, Background>> backgrounds = new EnumMap<>(Modality.class);
        Set<Long> found = new HashSet<>();
        for (Modality side : SIDES) {
            Map<Part, Background> known = new LinkedHashMap<>();
            parts.forEach(part -> known.put(part, index.background(part.vector(), part.modality(), side)));
            backgrounds.put(side, known);
            UnitVector direction = UnitVector.blend(parts.stream()
                    .map(part -> new UnitVector.Weighted(
                            part.vector(),
                            part.weight()
                                    / Objects.requireNonNull(known.get(part)).deviation()))
                    .toList());
            index.nearest(direction, side, properties.candidates(), Set.of(), reach).stream()
                    .map(Neighbour::item)
                    .forEach(found::add);
        }
        Map<Modality, Map<Long, UnitVector>> vectors = new EnumMap<>(Modality.class);
        Map<Long, Integer> sides = new HashMap<>();
        SIDES.forEach(side -> {
            vectors.put(side, index.vectors(side, found));
            vectors.get(side).keySet().forEach(item -> sides.merge(item, 1, Integer::sum));
        });
        var scores = new Scores();
        backgrounds.forEach((side, known) -> vectors.getOrDefault(side, Map.of())
                .forEach((item, vector) -> scores.add(
                        item,
                        side == Modality.IMAGE ? "picture" : "text",
                        near(known, vector) / sides.getOrDefault(item, 1))));
        return scores;
    }

    /** What is not meant takes away as far as an item is like it, and gives nothing to what is unlike it. */
    private static double near(Map<Part, Background> parts, UnitVector item) {
        double sum = 0;
        for (var part : parts.entrySet()) {
            double z = part.getValue().z(item.dot(part.getKey().vector()));
            sum += part.getKey().weight() * (part.getKey().weight() < 0 ? Math.max(0, z) : z);
        }
        return sum;
    }

    /** Adds the share of the best match in words, scaled like a clear similarity; which items have them. */
    private Set<Long> addWords(Minus words, List<Part> parts, Scores scores, Filter filter) {
        double weight = parts.stream()
                .filter(part -> part.modality() == Modality.TEXT && part.weight() > 0)
                .mapToDouble(Part::weight)
                .sum();
        if (weight == 0) {
            return Set.of();
        }
        List<Catalog.Match> matches = catalog.matching(words.meant(), properties.candidates(), filter);
        double best = scores.items().stream().mapToDouble(scores::of).max().orElse(1);
        double scale = properties.exactWeight() * Math.max(1, best);
        for (Catalog.Match match : matches) {
            double share = match.score() / matches.getFirst().score();
            scores.add(match.item(), "words", weight * scale * share);
        }
        return matches.stream().map(Catalog.Match::item).collect(Collectors.toSet());
    }

    /** Adds how near each item is to the interest of the user's that it is nearest to. */
    private void addTaste(String user, double weight, Scores scores) {
        Map<Modality, List<Interest>> interests = preferences.of(user).interests();
        Map<Long, Double> sums = new HashMap<>();
        Map<Long, Integer> sides = new HashMap<>();
        interests.forEach((side, groups) -> {
            Background background = index.background(side, side);
            index.vectors(side, scores.items()).forEach((item, vector) -> {
                double nearest = groups.stream()
                        .mapToDouble(group -> background.z(vector.dot(group.direction())))
                        .max()
                        .orElse(0);
                sums.merge(item, nearest, Double::sum);
                sides.merge(item, 1, Integer::sum);
            });
        });
        sums.forEach((item, sum) -> scores.add(item, "taste", weight * sum / sides.getOrDefault(item, 1)));
    }

    private List<Hit> hits(Scores scores, Set<Long> worded, Minus words, boolean pictured, int limit) {
        List<Map.Entry<Long, Double>> ranked = new ArrayList<>();
        scores.items().forEach(item -> ranked.add(Map.entry(item, scores.of(item))));
        ranked.sort(Map.Entry.<Long, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        List<Map.Entry<Long, Double>> best = ranked.subList(0, Math.min(limit, ranked.size()));
        Map<Long, Item> items =
                catalog.items(best.stream().map(Map.Entry::getKey).toList());
        List<Hit> hits = new ArrayList<>();
        for (Map.Entry<Long, Double> entry : best) {
            Item item = items.get(entry.getKey());
            if (item != null) {
                boolean word = worded.contains(entry.getKey());
                hits.add(new Hit(
                        item,
                        entry.getValue(),
                        word && pictured ? "both" : word ? "words" : "picture",
                        word ? catalog.shared(words.meant(), item) : List.of(),
                        scores.features(entry.getKey())));
            }
        }
        return hits;
    }
}
