package dev.vitrine.search;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Items for words, a picture, or both.
 *
 * <p>A question is compared with the items' pictures and with their texts; a similarity counts by how far it is above
 * the catalogue's background for that pair of modalities, since those are not comparable otherwise (CLIP's modality gap,
 * arXiv 2203.02053). Exact words add to that: a small model does not know a shop's product names.
 */
@Service
public class Search {

    private final VectorIndex index;
    private final Catalog catalog;
    private final SearchProperties properties;

    Search(VectorIndex index, Catalog catalog, SearchProperties properties) {
        this.index = index;
        this.catalog = catalog;
        this.properties = properties;
    }

    /**
     * Best first.
     *
     * @param words in English or Chinese; null when only a picture is given
     * @param picture null when only words are given
     * @param filter what items must match
     * @throws InvalidRequest if there is neither, or a limit is passed
     */
    public List<Hit> find(@Nullable String words, @Nullable RgbImage picture, int limit, Filter filter) {
        check(words, picture, limit);
        Reach reach = index.reach(filter);
        Map<Long, Double> scores = new HashMap<>();
        String asked = words == null ? "" : words.strip();
        double pictureWeight = picture == null ? 0 : !asked.isEmpty() ? properties.pictureWeight() : 1;
        Set<Long> worded = Set.of();
        if (picture != null) {
            UnitVector vector = index.encoder()
                    .pictures(List.of(picture), Priority.INTERACTIVE)
                    .getFirst();
            similar(vector, Modality.IMAGE, pictureWeight, scores, reach);
        }
        if (!asked.isEmpty()) {
            UnitVector vector =
                    index.encoder().texts(List.of(asked), Priority.INTERACTIVE).getFirst();
            similar(vector, Modality.TEXT, 1 - pictureWeight, scores, reach);
            worded = matching(asked, 1 - pictureWeight, scores, filter);
        }
        return hits(scores, worded, picture != null, limit);
    }

    private void check(@Nullable String words, @Nullable RgbImage picture, int limit) {
        if (picture == null && (words == null || words.isBlank())) {
            throw new InvalidRequest("words", "There are no words and no picture to search by.");
        }
        if (words != null && words.length() > properties.maxWordsLength()) {
            throw new InvalidRequest(
                    "words",
                    "The words have " + words.length() + " characters; at most " + properties.maxWordsLength()
                            + " are taken.");
        }
        if (limit < 1 || limit > properties.maxLimit()) {
            throw new InvalidRequest(
                    "limit", "The limit " + limit + " is not between 1 and " + properties.maxLimit() + ".");
        }
    }

    /** Adds the mean of how far above the background an item's picture and its text are. */
    private void similar(UnitVector query, Modality asked, double weight, Map<Long, Double> scores, Reach reach) {
        Map<Long, Double> found = new HashMap<>();
        for (Modality side : List.of(Modality.IMAGE, Modality.TEXT)) {
            for (Neighbour neighbour : index.nearest(query, side, properties.candidates(), Set.of(), reach)) {
                found.put(neighbour.item(), 0.0);
            }
        }
        Map<Long, Integer> sides = new HashMap<>();
        for (Modality side : List.of(Modality.IMAGE, Modality.TEXT)) {
            VectorIndex.Background background = index.background(asked, side);
            index.vectors(side, found.keySet()).forEach((item, vector) -> {
                found.merge(item, background.z(query.dot(vector)), Double::sum);
                sides.merge(item, 1, Integer::sum);
            });
        }
        found.forEach((item, sum) -> scores.merge(item, weight * sum / sides.getOrDefault(item, 1), Double::sum));
    }

    /** Adds the share of the best match in words, scaled like a clear similarity. */
    private Set<Long> matching(String words, double weight, Map<Long, Double> scores, Filter filter) {
        List<Catalog.Match> matches = catalog.matching(words, properties.candidates(), filter);
        double best =
                scores.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double scale = properties.wordsWeight() * Math.max(1, best);
        for (Catalog.Match match : matches) {
            double share = match.score() / matches.getFirst().score();
            scores.merge(match.item(), weight * scale * share, Double::sum);
        }
        return matches.stream().map(Catalog.Match::item).collect(Collectors.toSet());
    }

    private List<Hit> hits(Map<Long, Double> scores, Set<Long> worded, boolean pictured, int limit) {
        List<Map.Entry<Long, Double>> ranked = new ArrayList<>(scores.entrySet());
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
                hits.add(new Hit(item, entry.getValue(), word && pictured ? "both" : word ? "words" : "picture"));
            }
        }
        return hits;
    }

    /**
     * A found item.
     *
     * @param score how far above the background, in deviations
     * @param why "words" when the item has them, "picture" when the models alone found it, "both"
     */
    public record Hit(Item item, double score, String why) {}
}
