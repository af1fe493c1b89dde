package dev.vitrine.evaluation;

import dev.vitrine.demo.Category;
import dev.vitrine.demo.Colour;
import dev.vitrine.demo.DemoPairs;
import dev.vitrine.demo.DemoTexts;
import dev.vitrine.demo.DemoTexts.Phrase;
import dev.vitrine.demo.Drawing;
import dev.vitrine.demo.Drawing.Combination;
import dev.vitrine.demo.Pattern;
import dev.vitrine.demo.Trait;
import dev.vitrine.demo.Words;
import dev.vitrine.evaluation.DrawnScores.ByTrait;
import dev.vitrine.evaluation.DrawnScores.Recall;
import dev.vitrine.evaluation.DrawnScores.Worded;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures a model on drawings that it never saw, with every combination in the gallery: with fewer, a model that is
 * blind to patterns would look good; with fewer than eleven pictures of each, ten neighbours cannot all be of one kind,
 * colour and pattern. Takes two minutes on two cores.
 */
final class DrawnEvaluation {

    /** Another one than the training's, so that no picture is the same. */
    private static final long SEED = 1_000_003;

    private static final int PICTURE_SIZE = 128;
    private static final int TEN = 10;
    private static final int BATCH = 64;

    private final DualEncoder encoder;
    private final List<Drawing> drawings;
    private final Set<Combination> heldOut;
    private final Gallery gallery;
    private final List<UnitVector> vectors;

    private DrawnEvaluation(DualEncoder encoder, List<Drawing> drawings) {
        this.encoder = encoder;
        this.drawings = drawings;
        heldOut = new HashSet<>(DemoPairs.heldOut(DemoPairs.SEED));
        vectors = pictures(encoder, drawings);
        gallery = new Gallery(vectors);
    }

    /**
     * The model's scores.
     *
     * @param each pictures of each combination
     */
    static DrawnScores of(DualEncoder encoder, int each) {
        var random = new SplittableRandom(SEED);
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (Combination combination : Combination.all()) {
                drawings.add(Drawing.of(combination, random));
            }
        }
        return new DrawnEvaluation(encoder, drawings).scores();
    }

    private DrawnScores scores() {
        Map<String, Worded> languages = new LinkedHashMap<>();
        for (String language : DemoTexts.LANGUAGES) {
            languages.put(language, worded(language));
        }
        return new DrawnScores(
                encoder.model(),
                encoder.revision(),
                drawings.size(),
                Combination.all().size(),
                heldOut.size(),
                languages,
                pictureToPicture());
    }

    private Worded worded(String language) {
        int combinations = Combination.all().size();
        var random = new SplittableRandom(SEED);
        List<Drawing> asked = drawings.subList(0, combinations);
        List<Phrase> trained = asked.stream()
                .map(drawing -> DemoTexts.query(drawing, language, random))
                .toList();
        List<Phrase> unseen = IntStream.range(0, combinations)
                .mapToObj(i -> DemoTexts.unseen(asked.get(i), language, i % DemoTexts.UNSEEN))
                .toList();
        List<Phrase> newCombinations = IntStream.range(0, combinations)
                .filter(i -> heldOut.contains(asked.get(i).combination()))
                .mapToObj(trained::get)
                .toList();
        return new Worded(
                recall(trained),
                recall(newCombinations),
                recall(unseen),
                new ByTrait(
                        prompted(Trait.CATEGORY, language, words(Category.values(), Category::words)),
                        prompted(Trait.COLOUR, language, words(Colour.values(), Colour::words)),
                        prompted(Trait.PATTERN, language, words(Pattern.values(), Pattern::words))));
    }

    private static <T> List<Words> words(T[] values, java.util.function.Function<T, Words> words) {
        return Stream.of(values).map(words).toList();
    }

    private Recall recall(List<Phrase> phrases) {
        List<UnitVector> queries = texts(phrases.stream().map(Phrase::words).toList());
        boolean[][] found = IntStream.range(0, phrases.size())
                .parallel()
                .mapToObj(i -> relevant(
                        gallery.nearest(queries.get(i), TEN, -1),
                        picture -> phrases.get(i).isTrueOf(drawings.get(picture))))
                .toArray(boolean[][]::new);
        return new Recall(
                mean(found, relevant -> RankingMetrics.recallAt(1, relevant)),
                mean(found, relevant -> RankingMetrics.recallAt(TEN, relevant)));
    }

    /** A label's vector is the mean of its prompts'. */
    private double prompted(Trait trait, String language, List<Words> labels) {
        List<String> templates = DemoTexts.templates(trait, language);
        List<UnitVector> directions = labels.stream()
                .map(label -> texts(templates.stream()
                        .map(template ->
                                template.replace("{}", label.in(language).getFirst()))
                        .toList()))
                .map(prompts -> UnitVector.blend(prompts.stream()
                        .map(prompt -> new UnitVector.Weighted(prompt, 1))
                        .toList()))
                .toList();
        var prompts = new Gallery(directions);
        return heldOutPictures()
                .mapToDouble(i -> prompts.nearest(vectors.get(i), 1, -1)[0] == trait.of(drawings.get(i)) ? 1 : 0)
                .average()
                .orElse(0);
    }

    private ByTrait pictureToPicture() {
        return new ByTrait(neighbours(Trait.CATEGORY), neighbours(Trait.COLOUR), neighbours(Trait.PATTERN));
    }

    private double neighbours(Trait trait) {
        int[] totals = new int[trait.size()];
        drawings.forEach(drawing -> totals[trait.of(drawing)]++);
        return heldOutPictures()
                .parallel()
                .mapToDouble(i -> {
                    int value = trait.of(drawings.get(i));
                    boolean[] same = relevant(
                            gallery.nearest(vectors.get(i), TEN, i), other -> trait.of(drawings.get(other)) == value);
                    return RankingMetrics.precisionAt(TEN, totals[value] - 1, same);
                })
                .average()
                .orElse(0);
    }

    private IntStream heldOutPictures() {
        return IntStream.range(0, drawings.size())
                .filter(i -> heldOut.contains(drawings.get(i).combination()));
    }

    private static boolean[] relevant(int[] ranked, IntPredicate test) {
        boolean[] relevant = new boolean[ranked.length];
        for (int i = 0; i < ranked.length; i++) {
            relevant[i] = test.test(ranked[i]);
        }
        return relevant;
    }

    private static double mean(boolean[][] lists, ToDoubleFunction<boolean[]> measure) {
        return Arrays.stream(lists).mapToDouble(measure).average().orElse(0);
    }

    private static List<UnitVector> pictures(DualEncoder encoder, List<Drawing> drawings) {
        List<UnitVector> vectors = new ArrayList<>();
        for (int from = 0; from < drawings.size(); from += BATCH) {
            List<RgbImage> batch = drawings.subList(from, Math.min(from + BATCH, drawings.size())).parallelStream()
                    .map(drawing -> drawing.picture(PICTURE_SIZE))
                    .toList();
            vectors.addAll(encoder.pictures(batch, Priority.BULK));
        }
        return vectors;
    }

    private List<UnitVector> texts(List<String> texts) {
        List<UnitVector> directions = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            directions.addAll(encoder.texts(texts.subList(from, Math.min(from + BATCH, texts.size())), Priority.BULK));
        }
        return directions;
    }
}
