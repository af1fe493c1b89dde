package dev.vitrine.vision.checkpoint;

import dev.vitrine.vision.ModelUnusable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks through a {@code tokenizer.json} before the native library does. That library answers many a damaged file by a
 * panic, which ends the whole process; so it gets only what it is known to read: well-formed text, parts of known kinds,
 * and no reference to what is not there.
 */
final class TokenizerCheck {

    private static final int MAX_DEPTH = 24;
    private static final double MAX_NUMBER = 1L << 52;
    private static final int MAX_PARTS = 64;
    private static final Set<String> MODELS = Set.of("BPE", "WordPiece", "Unigram");
    private static final Set<String> NORMALIZERS = Set.of(
            "Sequence",
            "NFC",
            "NFD",
            "NFKC",
            "NFKD",
            "Nmt",
            "Lowercase",
            "Strip",
            "StripAccents",
            "Replace",
            "Prepend",
            "BertNormalizer",
            "Precompiled");
    private static final Set<String> PRE_TOKENIZERS = Set.of(
            "Sequence",
            "Split",
            "ByteLevel",
            "Metaspace",
            "BertPreTokenizer",
            "Whitespace",
            "WhitespaceSplit",
            "Punctuation",
            "Digits");
    private static final Set<String> POST_PROCESSORS =
            Set.of("Sequence", "TemplateProcessing", "RobertaProcessing", "BertProcessing", "ByteLevel");
    private static final Set<String> DECODERS =
            Set.of("Sequence", "WordPiece", "ByteLevel", "Metaspace", "BPEDecoder", "Replace", "ByteFallback", "Fuse");

    private TokenizerCheck() {}

    /**
     * The text that may be handed over: the same tokenizer, its padding and truncation left out, which are ours to do.
     *
     * @throws ModelUnusable naming what is wrong or not supported
     */
    static String checked(String json) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new ModelUnusable("The tokenizer.json is no JSON.");
        }
        require(root instanceof ObjectNode, "is no JSON object");
        sane(root, 0);
        model(root.path("model"));
        parts(root, "normalizer", "normalizers", NORMALIZERS, TokenizerCheck::normalizer);
        parts(root, "pre_tokenizer", "pretokenizers", PRE_TOKENIZERS, TokenizerCheck::nothing);
        parts(root, "post_processor", "processors", POST_PROCESSORS, TokenizerCheck::postProcessor);
        parts(root, "decoder", "decoders", DECODERS, TokenizerCheck::nothing);
        added(root.path("added_tokens"));
        ObjectNode safe = JsonMapper.shared().createObjectNode();
        safe.put("version", "1.0");
        for (String name :
                new String[] {"added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"}) {
            if (root.hasNonNull(name)) {
                safe.set(name, root.get(name));
            }
        }
        return JsonMapper.shared().writeValueAsString(safe);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ModelUnusable("The tokenizer.json " + otherwise + ".");
        }
    }

    private static void nothing(JsonNode part) {}

    private static void sane(JsonNode node, int depth) {
        require(depth < MAX_DEPTH, "is nested more than " + MAX_DEPTH + " levels deep");
        if (node.isNumber()) {
            double value = node.doubleValue();
            require(
                    Double.isFinite(value) && Math.abs(value) < MAX_NUMBER,
                    "holds the number " + Fields.shown(node) + ", which is out of range");
        }
        node.values().forEach(child -> sane(child, depth + 1));
    }

    private static void model(JsonNode model) {
        String type = model.path("type").asString("");
        require(
                MODELS.contains(type),
                "has a model of the type \"" + type + "\"; supported are BPE, WordPiece, Unigram");
        JsonNode vocabulary = model.path("vocab");
        require(!vocabulary.isEmpty(), "has a model without a vocab");
        if (type.equals("Unigram")) {
            unigram(model, vocabulary);
            return;
        }
        require(vocabulary.isObject(), "has a vocab that is no object");
        vocabulary.properties().forEach(piece -> id(piece.getValue(), "the vocab's piece \"" + piece.getKey() + "\""));
        JsonNode unknown = model.path("unk_token");
        require(
                unknown.isMissingNode() || unknown.isNull() || vocabulary.has(unknown.asString("")),
                "names the unk_token " + Fields.shown(unknown) + ", which is not in its vocab");
        if (type.equals("BPE")) {
            merges(model, vocabulary);
        }
    }

    private static void unigram(JsonNode model, JsonNode vocabulary) {
        require(vocabulary.isArray(), "has a vocab that is no list");
        for (JsonNode piece : vocabulary) {
            require(
                    piece.size() == 2
                            && piece.path(0).isString()
                            && piece.path(1).isNumber(),
                    "has the piece " + Fields.shown(piece) + ", expected a text and its score");
        }
        JsonNode unknown = model.path("unk_id");
        require(
                unknown.isIntegralNumber() && unknown.longValue() >= 0 && unknown.longValue() < vocabulary.size(),
                "has the unk_id " + Fields.shown(unknown) + ", which is none of its " + vocabulary.size() + " pieces");
    }

    private static void merges(JsonNode model, JsonNode vocabulary) {
        require(
                model.path("continuing_subword_prefix").asString("").isEmpty(),
                "has a continuing_subword_prefix, which is not supported for BPE");
        require(model.path("merges").isArray(), "has a BPE model without a list of merges");
        for (JsonNode merge : model.path("merges")) {
            String text = merge.asString("");
            int space = text.indexOf(' ');
            boolean pair = merge.isArray() && merge.size() == 2;
            require(
                    pair || merge.isString() && space > 0,
                    "has the merge " + Fields.shown(merge) + ", which is no pair");
            String left = pair ? merge.path(0).asString("") : text.substring(0, space);
            String right = pair ? merge.path(1).asString("") : text.substring(space + 1);
            require(
                    vocabulary.has(left) && vocabulary.has(right) && vocabulary.has(left + right),
                    "has the merge " + Fields.shown(merge) + ", whose pieces are not all in its vocab");
        }
    }

    private interface Check {
        void check(JsonNode part);
    }

    /** A part, or a sequence of parts, of known types. */
    private static void parts(JsonNode root, String name, String sequence, Set<String> types, Check check) {
        if (root.hasNonNull(name)) {
            part(root.path(name), name, sequence, types, check);
        }
    }

    private static void part(JsonNode part, String name, String sequence, Set<String> types, Check check) {
        String type = part.path("type").asString("");
        require(types.contains(type), "has a " + name + " of the type \"" + type + "\", which is not supported");
        if (type.equals("Sequence")) {
            JsonNode parts = part.path(sequence);
            require(
                    parts.isArray() && parts.size() <= MAX_PARTS,
                    "has a " + name + " whose " + sequence + " are no list of at most " + MAX_PARTS);
            parts.forEach(inner -> part(inner, name, sequence, types, check));
        } else {
            check.check(part);
        }
    }

    private static void normalizer(JsonNode part) {
        if (part.path("type").asString("").equals("Precompiled")) {
            require(part.size() == 2, "has a normalizer Precompiled with other fields than its precompiled_charsmap");
            charsmap(part.path("precompiled_charsmap"));
        }
    }

    private static void postProcessor(JsonNode part) {
        if (!part.path("type").asString("").equals("TemplateProcessing")) {
            return;
        }
        JsonNode tokens = part.path("special_tokens");
        for (var token : tokens.properties()) {
            JsonNode ids = token.getValue().path("ids");
            require(
                    ids.isArray()
                            && !ids.isEmpty()
                            && ids.size() == token.getValue().path("tokens").size(),
                    "has a post_processor whose special token \"" + token.getKey() + "\" has no ids");
            ids.forEach(id -> id(id, "the special token \"" + token.getKey() + "\""));
        }
        for (String name : new String[] {"single", "pair"}) {
            for (JsonNode piece : part.path(name)) {
                JsonNode special = piece.path("SpecialToken");
                require(
                        special.isMissingNode() || tokens.has(special.path("id").asString("")),
                        "has a post_processor that puts the token " + Fields.shown(special.path("id"))
                                + ", which is none of its special_tokens");
            }
        }
    }

    private static void added(JsonNode added) {
        for (JsonNode token : added) {
            require(
                    !token.path("content").asString("").isEmpty(),
                    "has an added token without content: " + Fields.shown(token));
            id(token.path("id"), "the added token \"" + token.path("content").asString("") + "\"");
        }
    }

    private static void id(JsonNode id, String whose) {
        require(
                id.isIntegralNumber() && id.longValue() >= 0 && id.longValue() < Integer.MAX_VALUE,
                "gives " + whose + " the id " + Fields.shown(id) + ", which is none");
    }

    /**
     * A map of characters as SentencePiece compiles it: a double-array trie over bytes, then the texts that its leaves
     * point at. The library follows it without looking; here every step that a text could take is taken once.
     */
    private static void charsmap(JsonNode node) {
        String text = node.asString("");
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            bytes = new byte[0];
        }
        // The library is stricter than Java's decoder about the end.
        require(
                bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(text),
                "has a precompiled_charsmap that is no base64");
        require(bytes.length >= 8, "has a precompiled_charsmap of " + bytes.length + " bytes");
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = in.getInt();
        require(
                size > 0 && size % 4 == 0 && size <= bytes.length - 4,
                "has a precompiled_charsmap whose trie is said to have " + size + " of " + bytes.length + " bytes");
        int[] trie = new int[size / 4];
        in.asIntBuffer().get(trie);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 4 + size, bytes.length - 4 - size));
        } catch (CharacterCodingException e) {
            throw new ModelUnusable("The tokenizer.json has a precompiled_charsmap whose texts are no UTF-8.");
        }
        new Trie(trie, bytes, 4 + size).walk(0, 0);
    }

    /** @param texts where the texts begin */
    @SuppressWarnings("ArrayRecordComponent")
    private record Trie(int[] units, byte[] bytes, int texts) {

        private static final int MAX_LENGTH = 64;

        /** From the place of a unit along all labels. */
        private void walk(int place, int depth) {
            require(depth < MAX_LENGTH, "has a precompiled_charsmap that never ends");
            int base = place ^ offset(units[place]);
            require(inside(base | 0xff) || inside(base), "has a precompiled_charsmap that leads outside of itself");
            for (int label = 1; label < 256; label++) {
                int next = base ^ label;
                require(inside(next), "has a precompiled_charsmap that leads outside of itself");
                if ((units[next] & 0x800000ff) == label) {
                    int unit = units[next];
                    if ((unit >>> 8 & 1) == 1) {
                        int leaf = next ^ offset(unit);
                        require(inside(leaf), "has a precompiled_charsmap that leads outside of itself");
                        text(units[leaf] & 0x7fffffff);
                    }
                    walk(next, depth + 1);
                }
            }
        }

        private boolean inside(int place) {
            return place >= 0 && place < units.length;
        }

        private static int offset(int unit) {
            return unit >>> 10 << ((unit & 1 << 9) >>> 6);
        }

        /** A leaf's text begins at a character and ends with a zero. */
        private void text(int at) {
            int from = texts + at;
            require(
                    at >= 0 && from >= texts && from < bytes.length && (bytes[from] & 0xc0) != 0x80,
                    "has a precompiled_charsmap that points at no text");
        }
    }
}
