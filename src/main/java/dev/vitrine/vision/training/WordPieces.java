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
import tools.jackson.databind.json.JsonMapper;

/**
 * Learns a WordPiece vocabulary from texts: pairs of pieces are merged, most frequent first (as in byte-pair encoding,
 * arXiv 1508.07909), and written as a {@code tokenizer.json} that splits text as BERT does, each Chinese character a word
 * of its own.
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

    /** The vocabulary as a {@code tokenizer.json}. */
    static String tokenizerJson(List<String> vocabulary) {
        Map<String, Object> ids = new LinkedHashMap<>();
        for (String piece : vocabulary) {
            ids.put(piece, ids.size());
        }
        List<Map<String, Object>> added = new ArrayList<>();
        for (String token : SPECIAL) {
            added.add(Map.of(
                    "id", ids.get(token),
                    "content", token,
                    "single_word", false,
                    "lstrip", false,
                    "rstrip", false,
                    "normalized", false,
                    "special", true));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("truncation", null);
        json.put("padding", null);
        json.put("added_tokens", added);
        Map<String, Object> normalizer = new LinkedHashMap<>();
        normalizer.put("type", "BertNormalizer");
        normalizer.put("clean_text", true);
        normalizer.put("handle_chinese_chars", true);
        normalizer.put("strip_accents", null);
        normalizer.put("lowercase", true);
        json.put("normalizer", normalizer);
        json.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
        json.put("post_processor", template(ids));
        json.put("decoder", Map.of("type", "WordPiece", "prefix", "##", "cleanup", true));
        json.put(
                "model",
                Map.of(
                        "type", "WordPiece",
                        "unk_token", "[UNK]",
                        "continuing_subword_prefix", "##",
                        "max_input_chars_per_word", 100,
                        "vocab", ids));
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static Map<String, Object> template(Map<String, Object> ids) {
        Object begin = Map.of("SpecialToken", Map.of("id", "[CLS]", "type_id", 0));
        Object end = Map.of("SpecialToken", Map.of("id", "[SEP]", "type_id", 0));
        Object first = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
        Object second = Map.of("Sequence", Map.of("id", "B", "type_id", 0));
        Map<String, Object> special = new LinkedHashMap<>();
        for (String token : List.of("[CLS]", "[SEP]")) {
            special.put(
                    token,
                    Map.of(
                            "id",
                            token,
                            "ids",
                            List.of(java.util.Objects.requireNonNull(ids.get(token))),
                            "tokens",
                            List.of(token)));
        }
        return Map.of(
                "type",
                "TemplateProcessing",
                "single",
                List.of(begin, first, end),
                "pair",
                List.of(begin, first, end, second, end),
                "special_tokens",
                special);
    }
}
