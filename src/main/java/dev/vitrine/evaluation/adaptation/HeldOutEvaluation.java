package dev.vitrine.evaluation.adaptation;

import dev.vitrine.evaluation.Gallery;
import dev.vitrine.evaluation.RankingMetrics;
import dev.vitrine.evaluation.adaptation.ModelScores.ByPrompt;
import dev.vitrine.evaluation.adaptation.ModelScores.Recall;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures a model on the held-out items: the pictures for their titles, attributes by prompts, pictures by pictures. The
 * labels of a prompt are all values that occur in the shop, those with few examples too.
 */
final class HeldOutEvaluation {

    private static final int BATCH = 64;
    private static final int FIVE = 5;
    private static final int TEN = 10;
    private final DualEncoder encoder;
    private final List<ShopItem> items;
    private final List<UnitVector> vectors;
    private final Gallery gallery;

    private HeldOutEvaluation(DualEncoder encoder, List<ShopItem> items, Function<ShopItem, RgbImage> pictures) {
        this.encoder = encoder;
        this.items = items;
        vectors = new ArrayList<>();
        for (int from = 0; from < items.size(); from += BATCH) {
            List<ShopItem> batch = items.subList(from, Math.min(from + BATCH, items.size()));
            vectors.addAll(encoder.pictures(batch.parallelStream().map(pictures).toList(), Priority.BULK));
        }
        gallery = new Gallery(vectors);
    }

    /**
     * The model's scores.
     *
     * @param labels the traits to tell by prompts, with all their values
     */
    static ModelScores of(
            DualEncoder encoder, List<ShopItem> heldOut, List<Trait> labels, Function<ShopItem, RgbImage> pictures) {
        var evaluation = new HeldOutEvaluation(encoder, heldOut, pictures);
        return new ModelScores(
                encoder.model(),
                encoder.revision(),
                heldOut.size(),
                evaluation.titles(),
                labels.stream().map(evaluation::prompted).toList(),
                evaluation.pictureToPicture());
    }

    /** Every title of every item is asked for; any picture with that title in that language is a hit. */
    private Map<String, Recall> titles() {
        Map<String, List<ShopItem>> byLanguage = new TreeMap<>();
        items.forEach(item -> item.titles()
                .keySet()
                .forEach(language -> byLanguage
                        .computeIfAbsent(language, l -> new ArrayList<>())
                        .add(item)));
        Map<String, Recall> recalls = new TreeMap<>();
        byLanguage.forEach((language, asked) -> {
            List<UnitVector> queries = encoder.texts(
                    asked.stream()
                            .map(item -> item.titles().getOrDefault(language, ""))
                            .toList(),
                    Priority.BULK);
            boolean[][] found = IntStream.range(0, asked.size())
                    .parallel()
                    .mapToObj(i -> hits(queries.get(i), asked.get(i).title(language), language))
                    .toArray(boolean[][]::new);
            recalls.put(
                    language,
                    new Recall(
                            asked.size(),
                            mean(found, hits -> RankingMetrics.recallAt(1, hits)),
                            mean(found, hits -> RankingMetrics.recallAt(FIVE, hits)),
                            mean(found, hits -> RankingMetrics.recallAt(TEN, hits))));
        });
        return recalls;
    }

    private boolean[] hits(UnitVector query, String title, String language) {
        int[] nearest = gallery.nearest(query, TEN, -1);
        boolean[] hits = new boolean[nearest.length];
        for (int i = 0; i < hits.length; i++) {
            hits[i] = items.get(nearest[i]).title(language).equals(title);
        }
        return hits;
    }

    private ByPrompt prompted(Trait trait) {
        List<String> texts = trait.values().stream()
                .flatMap(value -> Trait.PROMPTS.stream().map(prompt -> prompt.replace("{}", value)))
                .toList();
        List<UnitVector> prompts = encoder.texts(texts, Priority.BULK);
        var labels = new Gallery(IntStream.range(0, trait.values().size())
                .mapToObj(value -> UnitVector.blend(
                        prompts.subList(value * Trait.PROMPTS.size(), (value + 1) * Trait.PROMPTS.size()).stream()
                                .map(vector -> new UnitVector.Weighted(vector, 1))
                                .toList()))
                .toList());
        boolean[][] guesses = IntStream.range(0, items.size())
                .filter(i -> trait.of(items.get(i)) >= 0)
                .parallel()
                .mapToObj(i -> {
                    int[] nearest = labels.nearest(vectors.get(i), FIVE, -1);
                    boolean[] right = new boolean[nearest.length];
                    for (int k = 0; k < right.length; k++) {
                        right[k] = nearest[k] == trait.of(items.get(i));
                    }
                    return right;
                })
                .toArray(boolean[][]::new);
        return new ByPrompt(
                trait.name(),
                trait.values().size(),
                guesses.length,
                mean(guesses, right -> RankingMetrics.recallAt(1, right)),
                trait.values().size() < TEN ? null : mean(guesses, right -> RankingMetrics.recallAt(FIVE, right)));
    }

    private @Nullable Double pictureToPicture() {
        Map<String, Integer> sizes = new HashMap<>();
        items.forEach(item -> category(item, sizes));
        boolean any = sizes.values().stream().anyMatch(size -> size > 1);
        return !any
                ? null
                : IntStream.range(0, items.size())
                        .filter(i -> sizes.getOrDefault(items.get(i).values().get(ShopItem.CATEGORY), 0) > 1)
                        .parallel()
                        .mapToDouble(i -> alike(i, sizes))
                        .average()
                        .orElse(0);
    }

    private static void category(ShopItem item, Map<String, Integer> sizes) {
        String category = item.values().get(ShopItem.CATEGORY);
        if (category != null) {
            sizes.merge(category, 1, Integer::sum);
        }
    }

    private double alike(int asked, Map<String, Integer> sizes) {
        String category = items.get(asked).values().getOrDefault(ShopItem.CATEGORY, "");
        int[] nearest = gallery.nearest(vectors.get(asked), TEN, asked);
        boolean[] same = new boolean[nearest.length];
        for (int i = 0; i < same.length; i++) {
            same[i] = category.equals(items.get(nearest[i]).values().get(ShopItem.CATEGORY));
        }
        return RankingMetrics.precisionAt(TEN, sizes.getOrDefault(category, 1) - 1, same);
    }

    private static double mean(boolean[][] queries, ToDoubleFunction<boolean[]> measure) {
        return IntStream.range(0, queries.length)
                .mapToDouble(i -> measure.applyAsDouble(queries[i]))
                .average()
                .orElse(0);
    }
}
