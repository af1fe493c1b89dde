package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensorsWriter;
import dev.vitrine.vision.ContrastiveTraining.Augmentation;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.PairedData.Text;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.checkpoint.TokenizerJson;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.ClipModel;
import dev.vitrine.vision.clip.PictureTower;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EncoderSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A CLIP with a text tower of its own: what a training starts from, and how its result is written. */
final class OwnText implements Learner {

    /** The demo's shape: small enough to train in minutes on two cores. */
    private static final EncoderSpec VISION = ClipConfig.layers(4, 128, 4, 512, Activation.GELU, 1e-5f);

    private static final EncoderSpec TEXT = ClipConfig.layers(3, 128, 4, 512, Activation.GELU, 1e-5f);
    private static final int CONTEXT = 40;
    private static final int IMAGE_SIZE = 64;
    private static final int PATCH_SIZE = 8;
    private static final int DIMENSION = 128;
    private static final int MAX_PIECES = 4096;
    private static final int TEXTS_TO_LEARN_FROM = 20_000;
    private static final double FIRST_TEMPERATURE = 0.07;

    private final ClipModel model;
    private final Preprocessing preprocessing;
    private final String tokenizerJson;
    private final Tokenizer tokenizer;
    private final PairedData data;
    private final Augmentation augmentation;

    private OwnText(
            ClipModel model,
            Preprocessing preprocessing,
            String tokenizerJson,
            PairedData data,
            Augmentation augmentation) {
        this.model = model;
        this.preprocessing = preprocessing;
        this.tokenizerJson = tokenizerJson;
        this.data = data;
        this.augmentation = augmentation;
        tokenizer = Tokenizer.ofJson(tokenizerJson, model.positions(), model.vocabulary());
    }

    /** From the settings' model, or from random weights. */
    static OwnText of(Settings settings, PairedData data, NDManager manager, RandomGenerator random)
            throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS_TO_LEARN_FROM; i++) {
            texts.add(data.text(i % data.size(), random).words());
        }
        if (settings.start() == null) {
            List<String> pieces = WordPieces.learn(texts, List.of(), MAX_PIECES);
            var config = new ClipConfig(
                    new ClipConfig.CausalText(TEXT, pieces.size(), CONTEXT, WordPieces.END),
                    new ClipConfig.Vision(VISION, IMAGE_SIZE, PATCH_SIZE),
                    DIMENSION);
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            config.shapes().forEach((name, shape) -> tensors.put(name, fresh(manager, name, shape, config, random)));
            Preprocessing preprocessing = Preprocessing.ofClip(IMAGE_SIZE);
            return new OwnText(
                    new ClipModel(config, tensors),
                    preprocessing,
                    TokenizerJson.wordPieces(pieces, true),
                    data,
                    settings.augmentation());
        }
        Checkpoint checkpoint = Checkpoint.open(settings.start());
        ClipConfig found = clip(checkpoint);
        Map<String, NDArray> tensors = checkpoint.tensors(manager, found.shapes());
        Preprocessing preprocessing =
                checkpoint.preprocessing().giving(found.vision().imageSize());
        String tokenizerJson = checkpoint.tokenizerJson();
        JsonNode tokenizer = JsonMapper.shared().readTree(tokenizerJson);
        if (!tokenizer.path("model").path("type").asString("").equals("WordPiece")) {
            return new OwnText(
                    new ClipModel(found, tensors), preprocessing, tokenizerJson, data, settings.augmentation());
        }
        List<String> known = tokenizer.path("model").path("vocab").properties().stream()
                .sorted(java.util.Comparator.comparingInt(
                        entry -> entry.getValue().asInt()))
                .map(Map.Entry::getKey)
                .toList();
        List<String> pieces = WordPieces.learn(texts, known, MAX_PIECES);
        ClipConfig config = found.withVocabulary(pieces.size());
        String name = "text_model.embeddings.token_embedding.weight";
        NDArray more = normal(
                manager,
                new Shape(pieces.size() - known.size(), config.text().encoder().width()),
                0.02,
                random);
        tensors.computeIfPresent(name, (key, rows) -> pieces.size() == known.size() ? rows : rows.concat(more, 0));
        return new OwnText(
                new ClipModel(config, tensors),
                preprocessing,
                TokenizerJson.wordPieces(pieces, true),
                data,
                settings.augmentation());
    }

    /** Training goes on from CLIP's own kind: its heads and losses know no other. */
    private static ClipConfig clip(Checkpoint checkpoint) {
        if (!checkpoint.type().equals("clip")) {
            throw new ModelUnusable("The model " + checkpoint.name() + " is of the type \"" + checkpoint.type()
                    + "\"; a text side of its own is trained from \"clip\".");
        }
        return ClipConfig.of(checkpoint.fields());
    }

    /**
     * First values: matrices with 1/sqrt(in), those that write into the residual stream smaller with depth, norms 1,
     * biases 0; positions large enough to be told apart from the patches.
     */
    private static NDArray fresh(
            NDManager manager, String name, Shape shape, ClipConfig config, RandomGenerator random) {
        if (name.equals("logit_scale")) {
            return manager.create((float) Math.log(1 / FIRST_TEMPERATURE));
        }
        if (name.endsWith(".bias")) {
            return manager.zeros(shape);
        }
        if (name.contains("norm")) {
            return manager.ones(shape);
        }
        if (name.contains("vision_model.embeddings.position")) {
            return normal(manager, shape, 0.2, random);
        }
        if (name.contains("text_model.embeddings")) {
            return normal(manager, shape, 0.02, random);
        }
        long in = shape.size() / shape.get(0);
        if (name.contains("class_embedding")) {
            in = shape.get(0);
        }
        int layers = name.startsWith("text_model")
                ? config.text().encoder().layers()
                : config.vision().encoder().layers();
        boolean residual = name.contains("out_proj") || name.contains("fc2");
        return normal(manager, shape, 0.6 / Math.sqrt((double) in) / (residual ? Math.sqrt(2.0 * layers) : 1), random);
    }

    /** Values around 0. */
    static NDArray normal(NDManager manager, Shape shape, double deviation, RandomGenerator random) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return manager.create(values, shape);
    }

    @Override
    public PictureTower tower() {
        return model.tower();
    }

    @Override
    public Preprocessing preprocessing() {
        return preprocessing;
    }

    @Override
    public Map<String, NDArray> tensors() {
        return model.tensors();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public Text text(int picture, RandomGenerator random) {
        return augmentation.varied(data.text(picture, random), random);
    }

    @Override
    public NDArray texts(NDManager manager, List<String> texts) {
        return model.texts(manager, texts.stream().map(tokenizer::ids).toArray(long[][]::new));
    }

    @Override
    public String reader() {
        return model.vocabulary() + " word pieces";
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    @Override
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), json(model.config().json()));
        Files.writeString(folder.resolve("preprocessor_config.json"), json(preprocessing.json()));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                json(Map.of("tokenizer_class", "PreTrainedTokenizerFast", "model_max_length", model.positions())));
        SafeTensorsWriter.write(folder.resolve("model.safetensors"), model.tensors());
    }

    /** As a file's text. */
    static String json(Object value) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
