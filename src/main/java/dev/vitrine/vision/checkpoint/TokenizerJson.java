package dev.vitrine.vision.checkpoint;

import dev.vitrine.vision.ModelUnusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one-file form of a tokenizer, made in memory for checkpoints from before it: byte-level pairs ({@code vocab.json}
 * with {@code merges.txt}) as OpenAI's CLIP reads text, or word pieces ({@code vocab.txt}) as BERT does. Equals what
 * Hugging Face's {@code CLIPTokenizer} and {@code BertTokenizer} set up.
 */
public final class TokenizerJson {

    private static final String CLIP_WORDS =
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d" + "|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

    private TokenizerJson() {}

    /**
     * The text of the folder's {@code tokenizer.json}, or of one made from its older files.
     *
     * @throws ModelUnusable if the folder has neither
     */
    public static String of(Path folder) throws IOException {
        Path whole = folder.resolve("tokenizer.json");
        Path pairs = folder.resolve("vocab.json");
        Path merges = folder.resolve("merges.txt");
        Path pieces = folder.resolve("vocab.txt");
        if (Files.isRegularFile(whole)) {
            return Files.readString(whole);
        }
        if (Files.isRegularFile(pairs) && Files.isRegularFile(merges)) {
            return bytePairs(JsonMapper.shared().readTree(Files.readString(pairs)), Files.readAllLines(merges));
        }
        if (Files.isRegularFile(pieces)) {
            return wordPieces(Files.readAllLines(pieces), lowercase(folder));
        }
        throw new ModelUnusable("The model " + folder.getFileName()
                + " has no tokenizer.json, no vocab.json with merges.txt and no vocab.txt.");
    }

    private static boolean lowercase(Path folder) throws IOException {
        Path settings = folder.resolve("tokenizer_config.json");
        return !Files.isRegularFile(settings)
                || JsonMapper.shared()
                        .readTree(Files.readString(settings))
                        .path("do_lower_case")
                        .asBoolean(true);
    }

    private static String bytePairs(JsonNode vocabulary, List<String> merges) {
        String begin = "<|startoftext|>";
        String end = "<|endoftext|>";
        int beginId = vocabulary.path(begin).asInt(-1);
        int endId = vocabulary.path(end).asInt(-1);
        if (beginId < 0 || endId < 0) {
            throw new ModelUnusable("The vocab.json has no " + begin + " or no " + end + ".");
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("unk_token", end);
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", "</w>");
        model.put("fuse_unk", false);
        model.put("vocab", vocabulary);
        model.put(
                "merges",
                merges.stream()
                        .filter(line -> !line.startsWith("#version") && !line.isBlank())
                        .toList());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("added_tokens", List.of(special(begin, beginId), special(end, endId)));
        json.put(
                "normalizer",
                sequence(
                        "normalizers",
                        Map.of("type", "NFC"),
                        Map.of("type", "Replace", "pattern", Map.of("Regex", "\\s+"), "content", " "),
                        Map.of("type", "Lowercase")));
        json.put(
                "pre_tokenizer",
                sequence(
                        "pretokenizers",
                        Map.of(
                                "type",
                                "Split",
                                "pattern",
                                Map.of("Regex", CLIP_WORDS),
                                "behavior",
                                "Removed",
                                "invert",
                                true),
                        Map.of(
                                "type",
                                "ByteLevel",
                                "add_prefix_space",
                                false,
                                "trim_offsets",
                                true,
                                "use_regex",
                                true)));
        json.put(
                "post_processor",
                Map.of(
                        "type",
                        "RobertaProcessing",
                        "sep",
                        List.of(end, endId),
                        "cls",
                        List.of(begin, beginId),
                        "trim_offsets",
                        false,
                        "add_prefix_space",
                        false));
        json.put("model", model);
        return JsonMapper.shared().writeValueAsString(json);
    }

    /**
     * A tokenizer that splits text as BERT does, each Chinese character a word of its own.
     *
     * @param vocabulary in the order of ids; with [UNK], [CLS] and [SEP]
     */
    public static String wordPieces(List<String> vocabulary, boolean lowercase) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (String piece : vocabulary) {
            ids.putIfAbsent(piece, ids.size());
        }
        List<Map<String, Object>> added = new ArrayList<>();
        for (String token : List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[DEC]", "[ENC]")) {
            Integer id = ids.get(token);
            if (id != null) {
                added.add(special(token, id));
            }
        }
        if (!ids.keySet().containsAll(List.of("[UNK]", "[CLS]", "[SEP]"))) {
            throw new ModelUnusable("The vocabulary has no [UNK], no [CLS] or no [SEP].");
        }
        Map<String, Object> normalizer = new LinkedHashMap<>();
        normalizer.put("type", "BertNormalizer");
        normalizer.put("clean_text", true);
        normalizer.put("handle_chinese_chars", true);
        normalizer.put("strip_accents", null);
        normalizer.put("lowercase", lowercase);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "WordPiece");
        model.put("unk_token", "[UNK]");
        model.put("continuing_subword_prefix", "##");
        model.put("max_input_chars_per_word", 100);
        model.put("vocab", ids);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", "1.0");
        json.put("truncation", null);
        json.put("padding", null);
        json.put("added_tokens", added);
        json.put("normalizer", normalizer);
        json.put("pre_tokenizer", Map.of("type", "BertPreTokenizer"));
        json.put("post_processor", template(ids));
        json.put("decoder", sorted("type", "WordPiece", "prefix", "##", "cleanup", true));
        json.put("model", model);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    }

    private static Map<String, Object> template(Map<String, Integer> ids) {
        Object begin = Map.of("SpecialToken", sorted("id", "[CLS]", "type_id", 0));
        Object end = Map.of("SpecialToken", sorted("id", "[SEP]", "type_id", 0));
        Object first = Map.of("Sequence", sorted("id", "A", "type_id", 0));
        Object second = Map.of("Sequence", sorted("id", "B", "type_id", 0));
        Map<String, Object> special = new LinkedHashMap<>();
        for (String token : List.of("[CLS]", "[SEP]")) {
            special.put(
                    token, sorted("id", token, "ids", List.of(ids.getOrDefault(token, 0)), "tokens", List.of(token)));
        }
        return sorted(
                "type",
                "TemplateProcessing",
                "single",
                List.of(begin, first, end),
                "pair",
                List.of(begin, first, end, second, end),
                "special_tokens",
                special);
    }

    private static Map<String, Object> special(String token, int id) {
        return sorted(
                "id", id,
                "content", token,
                "single_word", false,
                "lstrip", false,
                "rstrip", false,
                "normalized", false,
                "special", true);
    }

    private static Map<String, Object> sequence(String name, Object... parts) {
        return sorted("type", "Sequence", name, List.of(parts));
    }

    /** Pairs in their order, so that the written file is the same each time. */
    private static Map<String, Object> sorted(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
