package dev.vitrine.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.affinity.Lexicon.Bag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LexiconTests {

    private final Map<Long, Map<String, Integer>> texts = new LinkedHashMap<>();

    @Test
    void agreesWithTheDefinition() {
        randomTexts(60);
        var lexicon = new Lexicon(texts);
        Lexicon.Sum query = lexicon.sum(Map.of(bag(lexicon, 3), 0.7, bag(lexicon, 9), 0.3));

        Neighbours nearest = lexicon.nearest(query, 5, 1_000_000, item -> item != 3 && item != 9);

        List<Long> expected = LongStream.range(0, 60)
                .filter(item -> item != 3 && item != 9)
                .boxed()
                .sorted(Comparator.comparingDouble((Long item) -> 0.7 * cosine(3, item) + 0.3 * cosine(9, item))
                        .reversed())
                .limit(5)
                .toList();
        assertThat(nearest.items())
                .containsExactly(expected.stream().mapToLong(Long::longValue).toArray());
        assertThat((double) nearest.weights()[0])
                .isCloseTo(0.7 * cosine(3, expected.getFirst()) + 0.3 * cosine(9, expected.getFirst()), within(1e-5));
        assertThat(Lexicon.cosine(bag(lexicon, 3), bag(lexicon, 9))).isCloseTo(cosine(3, 9), within(1e-5));
    }

    @Test
    void rareWordsCountMoreThanCommonOnes() {
        for (long item = 0; item < 10; item++) {
            texts.put(item, Map.of("mug", 1));
        }
        texts.put(20L, Map.of("mug", 1, "raku", 1));
        texts.put(21L, Map.of("mug", 1, "raku", 1));
        var lexicon = new Lexicon(texts);

        Neighbours nearest = lexicon.nearest(lexicon.sum(Map.of(bag(lexicon, 20), 1.0)), 3, 1000, item -> item != 20);

        assertThat(nearest.items()[0]).isEqualTo(21);
        assertThat(nearest.weights()[0]).isGreaterThan(2 * nearest.weights()[1]);
    }

    @Test
    void aLookUpReadsNoMorePostingsThanItMay() {
        for (long item = 0; item < 1000; item++) {
            texts.put(item, Map.of("common", 1, "word" + item / 2, 1));
        }
        var lexicon = new Lexicon(texts);
        Lexicon.Sum query = lexicon.sum(Map.of(bag(lexicon, 10), 1.0));

        assertThat(lexicon.nearest(query, 100, 500, item -> true).items()).containsExactlyInAnyOrder(10, 11);
        assertThat(lexicon.nearest(query, 100, 5000, item -> true).size()).isEqualTo(100);
    }

    @Test
    void aNewTextIsComparedByTheKnownWordsOnly() {
        texts.put(1L, Map.of("red", 1, "mug", 1));
        texts.put(2L, Map.of("red", 1, "mug", 1));
        var lexicon = new Lexicon(texts);

        Bag fresh = lexicon.bag(Map.of("red", 1, "mug", 1, "never-seen", 3));

        assertThat(Lexicon.cosine(fresh, bag(lexicon, 1))).isCloseTo(1, within(1e-6));
        assertThat(lexicon.bag(Map.of("never-seen", 1)).words()).isEmpty();
    }

    private static Bag bag(Lexicon lexicon, long item) {
        return Objects.requireNonNull(lexicon.of(item));
    }

    private void randomTexts(int items) {
        var random = new Random(5);
        for (long item = 0; item < items; item++) {
            Map<String, Integer> words = new HashMap<>();
            for (int k = 0; k < 12; k++) {
                words.merge("w" + (int) Math.abs(random.nextGaussian() * 15), 1, Integer::sum);
            }
            texts.put(item, words);
        }
    }

    /** By the formula, with maps. */
    private double cosine(long a, long b) {
        Map<String, Double> left = vector(a);
        Map<String, Double> right = vector(b);
        double dot = 0;
        for (var entry : left.entrySet()) {
            dot += entry.getValue() * right.getOrDefault(entry.getKey(), 0.0);
        }
        return dot / norm(left) / norm(right);
    }

    private Map<String, Double> vector(long item) {
        Map<String, Double> vector = new HashMap<>();
        Objects.requireNonNull(texts.get(item)).forEach((word, count) -> {
            long having = texts.values().stream()
                    .filter(words -> words.containsKey(word))
                    .count();
            if (having > 1) {
                vector.put(word, (1 + Math.log(count)) * Math.log(1 + texts.size() / (double) having));
            }
        });
        return vector;
    }

    private static double norm(Map<String, Double> vector) {
        return Math.sqrt(new ArrayList<>(vector.values())
                .stream().mapToDouble(value -> value * value).sum());
    }
}
