package dev.vitrine.vision.sentence;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.DamagedWeights;
import dev.vitrine.tensor.OnnxWeights;
import dev.vitrine.tensor.Torch;
import dev.vitrine.tensor.Weights;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.bert.Bert;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.dual.Batches;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.Encoder;
import dev.vitrine.vision.encoder.EncoderSpec;
import dev.vitrine.vision.encoder.LayerNames;
import dev.vitrine.vision.sentence.PublishedSentenceEncoder.Pooling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A published sentence encoder, ready to encode. Safe to call from any thread. */
public final class SentenceEncoder implements AutoCloseable {

    private static final float EPSILON = 1e-12f;

    private final PublishedSentenceEncoder published;
    private final Bert bert;
    private final int dimension;
    private final Tokenizer tokenizer;
    private final NDManager manager;
    private final String sha256;
    private final Batches<long[]> texts = Batches.ofTexts(batch -> pooled(batch.toArray(long[][]::new)));

    private SentenceEncoder(
            PublishedSentenceEncoder published,
            BertConfig config,
            Bert bert,
            String sha256,
            NDManager manager,
            ClassLoader files)
            throws IOException {
        this.published = published;
        this.manager = manager;
        this.bert = bert;
        this.sha256 = sha256;
        dimension = config.encoder().width();
        try (InputStream in = resource(files, published, published.tokenizer())) {
            tokenizer = Tokenizer.ofJson(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), published.context(), config.vocabulary());
        }
    }

    /** The reference: eager code on the CPU. */
    public static SentenceEncoder of(PublishedSentenceEncoder published) {
        return of(published, Device.cpu(), EagerEncoder::new);
    }

    /**
     * Loads an encoder from the class path.
     *
     * @throws ModelUnusable if its artefact is not there
     * @throws DamagedWeights if a tensor is missing, unknown, or of another shape
     */
    public static SentenceEncoder of(PublishedSentenceEncoder published, Device device, Encoder.Factory encoders) {
        return of(published, device, encoders, SentenceEncoder.class.getClassLoader());
    }

    /** @param files has the artefact's files */
    static SentenceEncoder of(
            PublishedSentenceEncoder published, Device device, Encoder.Factory encoders, ClassLoader files) {
        NDManager manager = Torch.manager(device);
        boolean ready = false;
        MessageDigest digest = sha256();
        try (var in = new DigestInputStream(resource(files, published, published.weights()), digest)) {
            OnnxWeights weights = OnnxWeights.of(in, published.weights());
            BertConfig config = config(published, weights);
            var bert = new Bert(config, Weights.of(tensors(published, config, weights, manager)), encoders);
            String hash = HexFormat.of().formatHex(digest.digest());
            var encoder = new SentenceEncoder(published, config, bert, hash, manager, files);
            ready = true;
            return encoder;
        } catch (IOException e) {
            throw new ModelUnusable(
                    "The sentence encoder " + published.weights() + " cannot be read: " + e.getMessage() + ".");
        } finally {
            if (!ready) {
                manager.close();
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream resource(ClassLoader files, PublishedSentenceEncoder published, String name) {
        InputStream in = files.getResourceAsStream(name);
        if (in == null) {
            throw new ModelUnusable("The file " + name + " is not on the class path; it comes with the artefact "
                    + published.artefact() + ".");
        }
        return in;
    }

    /** From the shapes of the weights. */
    private static BertConfig config(PublishedSentenceEncoder published, OnnxWeights weights) {
        List<Long> words = size(published, weights, "embeddings.word_embeddings.weight");
        List<Long> positions = size(published, weights, "embeddings.position_embeddings.weight");
        List<Long> types = size(published, weights, "embeddings.token_type_embeddings.weight");
        List<Long> up = size(published, weights, "encoder.layer.0.intermediate.dense.weight");
        int layers = 1;
        while (!weights.shape("encoder.layer." + layers + ".intermediate.dense.weight")
                .isEmpty()) {
            layers++;
        }
        int width = words.get(1).intValue();
        if (width < 1 || width % published.heads() != 0) {
            throw new DamagedWeights(
                    Path.of(published.weights()),
                    "the width " + width + " is no multiple of the " + published.heads() + " heads");
        }
        var spec = new EncoderSpec(
                layers,
                width,
                published.heads(),
                up.getFirst().intValue(),
                EncoderSpec.Order.POST,
                Activation.GELU,
                EPSILON,
                LayerNames.BERT);
        return new BertConfig(
                spec,
                words.getFirst().intValue(),
                positions.getFirst().intValue(),
                types.getFirst().intValue());
    }

    private static List<Long> size(PublishedSentenceEncoder published, OnnxWeights weights, String name) {
        List<Long> shape = weights.shape(name);
        if (shape.size() != 2) {
            throw new DamagedWeights(Path.of(published.weights()), name + " has the shape " + shape);
        }
        return shape;
    }

    private static Map<String, NDArray> tensors(
            PublishedSentenceEncoder published, BertConfig config, OnnxWeights weights, NDManager manager) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        config.shapes("", shapes);
        for (String name : weights.names()) {
            if (!shapes.containsKey(name) && !name.endsWith("position_ids")) {
                throw new DamagedWeights(Path.of(published.weights()), name + " is unknown to this architecture");
            }
        }
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> tensors.put(name, weights.get(manager, name, shape)));
        return tensors;
    }

    /** The length of its vectors. */
    public int dimension() {
        return dimension;
    }

    /** Which one it is. */
    public PublishedSentenceEncoder published() {
        return published;
    }

    /** Of the file of its weights. */
    public String weightsSha256() {
        return sha256;
    }

    /** The version of the artefact on the class path; empty where it does not say. */
    public String version() {
        try (InputStream in = SentenceEncoder.class.getResourceAsStream("/" + published.properties())) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new ModelUnusable("The file " + published.properties() + " cannot be read: " + e.getMessage() + ".");
        }
    }

    /** One vector per sentence, in order; longer ones are cut at the encoder's context length. */
    public List<UnitVector> vectors(List<String> sentences, Priority priority) {
        return texts.rows(sentences.stream().map(tokenizer::ids).toList(), priority).stream()
                .map(UnitVector::of)
                .toList();
    }

    /** [B, D]. */
    private NDArray pooled(long[][] ids) {
        if (published.pooling() == Pooling.FIRST) {
            return bert.first(manager, ids);
        }
        NDArray all = bert.all(manager, ids); // [B, L, D]
        int longest = (int) all.getShape().get(1);
        float[] shares = new float[ids.length * longest];
        for (int i = 0; i < ids.length; i++) {
            Arrays.fill(shares, i * longest, i * longest + ids[i].length, 1f / ids[i].length);
        }
        NDArray mean = manager.create(shares, new Shape(ids.length, 1, longest)); // [B, 1, L]
        return mean.matMul(all).squeeze(1); // [B, D]
    }

    @Override
    public void close() {
        tokenizer.close();
        manager.close();
    }
}
