package dev.vitrine.vision.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Learns a WordPiece vocabulary from texts: pairs of pieces are merged, most frequent first (as in byte-pair encoding,
 * arXiv 1508.07909). Words are split as BERT does, each Chinese character a word of its own.
 */
final class WordPieces {

    static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    static final int BEGIN = 2;
    static final int END = 3;
    private static final Pattern WORD =
            Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}\\p{M}&&[^\\p{IsHan}]]+|[^\\s\\p{L}\\p{N}\\p{M}]");

    private WordPieces() {}

    /**
     * The vocabulary in the order of ids.
     *
     * @param known pieces that keep their ids; empty to start from the special tokens, letters and digits
     * @param limit how many pieces at most
     */
    static List<String> learn(Collection<String> texts, List<String> known, int limit) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : texts) {
            WORD.matcher(text.toLowerCase(Locale.ROOT))
                    .results()
                    .map(MatchResult::group)
                    .forEach(word -> counts.merge(word, 1, Integer::sum));
        }
        Set<String> vocabulary = new LinkedHashSet<>(known.isEmpty() ? SPECIAL : known);
        for (char c = 'a'; c <= 'z'; c++) {
            vocabulary.add(String.valueOf(c));
            vocabulary.add("##" + c);
        }
        for (char c = '0'; c <= '9'; c++) {
            vocabulary.add(String.valueOf(c));
            vocabulary.add("##" + c);
        }
        Map<String, List<String>> words = new LinkedHashMap<>();
        counts.forEach((word, count) -> {
            List<String> pieces = new ArrayList<>();
            word.codePoints()
                    .mapToObj(Character::toString)
                    .forEach(letter -> pieces.add(pieces.isEmpty() ? letter : "##" + letter));
            vocabulary.addAll(pieces);
            words.put(word, pieces);
        });
        while (vocabulary.size() < limit) {
            String best = mostFrequentPair(words, counts);
            if (best == null) {
                break;
            }
            String[] pair = best.split(" ", 2);
            String merged = pair[0] + pair[1].substring(2);
            vocabulary.add(merged);
            words.values().forEach(pieces -> merge(pieces, pair[0], pair[1], merged));
        }
        return List.copyOf(vocabulary);
    }

    private static @org.jspecify.annotations.Nullable String mostFrequentPair(
            Map<String, List<String>> words, Map<String, Integer> counts) {
        Map<String, Integer> pairs = new HashMap<>();
        words.forEach((word, pieces) -> {
            for (int i = 1; i < pieces.size(); i++) {
                pairs.merge(pieces.get(i - 1) + " " + pieces.get(i), counts.getOrDefault(word, 0), Integer::sum);
            }
        });
        return pairs.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private static void merge(List<String> pieces, String left, String right, String merged) {
        for (int i = 1; i < pieces.size(); i++) {
            if (pieces.get(i - 1).equals(left) && pieces.get(i).equals(right)) {
                pieces.set(i - 1, merged);
                pieces.remove(i);
            }
        }
    }
}
