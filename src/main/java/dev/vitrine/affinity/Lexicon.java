package dev.vitrine.affinity;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntArrays;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Items by their words: TF-IDF vectors of unit length, (1 + ln count) · ln(1 + n / items with the word), and who is near
 * whom by their cosine. Words that only one item has are left out. Immutable, safe to share between threads.
 */
final class Lexicon {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final float[] rarity;
    private final long[] items;
    private final Long2ObjectMap<Bag> bags = new Long2ObjectOpenHashMap<>();
    private final int[][] postings;
    private final float[][] strengths;

    /** A vector: words by number, ascending, and their weights. Unit length, or empty. */
    record Bag(int[] words, float[] weights) {

        static final Bag EMPTY = new Bag(new int[0], new float[0]);
    }

    /** @param texts how often each word occurs, by item */
    Lexicon(Map<Long, Map<String, Integer>> texts) {
        Map<String, Integer> frequency = new HashMap<>();
        texts.values().forEach(words -> words.keySet().forEach(word -> frequency.merge(word, 1, Integer::sum)));
        frequency.forEach((word, count) -> {
            if (count > 1) {
                numbers.put(word, numbers.size());
            }
        });
        rarity = new float[numbers.size()];
        numbers.forEach((word, number) ->
                rarity[number] = (float) Math.log1p((double) texts.size() / frequency.getOrDefault(word, 1)));
        items = texts.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        int[] sizes = new int[numbers.size()];
        for (long item : items) {
            Bag bag = bag(texts.getOrDefault(item, Map.of()));
            bags.put(item, bag);
            for (int word : bag.words()) {
                sizes[word]++;
            }
        }
        postings = new int[sizes.length][];
        strengths = new float[sizes.length][];
        for (int word = 0; word < sizes.length; word++) {
            postings[word] = new int[sizes[word]];
            strengths[word] = new float[sizes[word]];
        }
        int[] filled = new int[sizes.length];
        for (int i = 0; i < items.length; i++) {
            Bag bag = bags.getOrDefault(items[i], Bag.EMPTY);
            for (int k = 0; k < bag.words().length; k++) {
                int word = bag.words()[k];
                postings[word][filled[word]] = i;
                strengths[word][filled[word]++] = bag.weights()[k];
            }
        }
    }

    /** The vector of words; those unknown here are left out. */
    Bag bag(Map<String, Integer> counts) {
        int[] words = counts.keySet().stream()
                .map(numbers::get)
                .filter(java.util.Objects::nonNull)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        Map<Integer, Float> weights = new HashMap<>();
        double squares = 0;
        for (var entry : counts.entrySet()) {
            Integer word = numbers.get(entry.getKey());
            if (word != null) {
                float weight = (float) (1 + Math.log(entry.getValue())) * rarity[word];
                weights.put(word, weight);
                squares += weight * weight;
            }
        }
        float[] unit = new float[words.length];
        for (int k = 0; k < words.length; k++) {
            unit[k] = (float) (weights.getOrDefault(words[k], 0f) / Math.sqrt(squares));
        }
        return new Bag(words, unit);
    }

    int size() {
        return items.length;
    }

    @Nullable
    Bag of(long item) {
        return bags.get(item);
    }

    /** A weighted sum of vectors, dense. Its product with an item's vector is the weighted mean of cosines. */
    Sum sum(Map<Bag, Double> parts) {
        float[] sum = new float[rarity.length];
        var words = new IntArrayList();
        parts.forEach((bag, weight) -> {
            for (int k = 0; k < bag.words().length; k++) {
                int word = bag.words()[k];
                if (sum[word] == 0) {
                    words.add(word);
                }
                sum[word] += (float) (weight * bag.weights()[k]);
            }
        });
        return new Sum(sum, words.toIntArray());
    }

    /** A dense vector and the words that it is not 0 of. Not copied; nobody changes the arrays. */
    record Sum(float[] weights, int[] words) {

        double product(Bag bag) {
            double product = 0;
            for (int k = 0; k < bag.words().length; k++) {
                product += weights[bag.words()[k]] * bag.weights()[k];
            }
            return product;
        }
    }

    static double cosine(Bag a, Bag b) {
        double cosine = 0;
        int i = 0;
        int j = 0;
        while (i < a.words().length && j < b.words().length) {
            int order = Integer.compare(a.words()[i], b.words()[j]);
            if (order == 0) {
                cosine += a.weights()[i++] * b.weights()[j++];
            } else if (order < 0) {
                i++;
            } else {
                j++;
            }
        }
        return cosine;
    }

    /**
     * The items nearest to a query, nearest first. Words are followed in the order of what they can add at most, until so
     * many postings were read: exact where they suffice, and cheap where a word is everywhere.
     *
     * @param wanted which items may be found
     */
    Neighbours nearest(Sum query, int limit, int steps, LongPredicate wanted) {
        float[] scores = new float[items.length];
        long left = steps;
        for (int word : byImportance(query)) {
            if (left < postings[word].length) {
                break;
            }
            left -= postings[word].length;
            float weight = query.weights()[word];
            for (int p = 0; p < postings[word].length; p++) {
                scores[postings[word][p]] += weight * strengths[word][p];
            }
        }
        return best(scores, limit, wanted);
    }

    private Neighbours best(float[] scores, int limit, LongPredicate wanted) {
        var best = new Strongest(limit);
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > best.least() && wanted.test(items[i])) {
                best.offer(items[i], scores[i]);
            }
        }
        return best.neighbours();
    }

    private int[] byImportance(Sum query) {
        int[] words = query.words().clone();
        IntArrays.quickSort(
                words, (a, b) -> Float.compare(query.weights()[b] * rarity[b], query.weights()[a] * rarity[a]));
        return words;
    }

    /** Its items' keys, ascending. */
    long[] items() {
        return Arrays.copyOf(items, items.length);
    }
}
