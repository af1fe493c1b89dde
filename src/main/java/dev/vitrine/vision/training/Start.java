package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensorsWriter;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.clip.ClipCheckpoint;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.ClipModel;
import dev.vitrine.vision.clip.Preprocessing;
import dev.vitrine.vision.clip.Tokenizer;
import dev.vitrine.vision.clip.TokenizerJson;
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

/** What a training starts from, and how its result is written. */
record Start(ClipModel model, Preprocessing preprocessing, String tokenizerJson, int vocabulary) {

    /** The demo's shape: small enough to train in minutes on two cores. */
    private static final ClipConfig.Tower VISION = new ClipConfig.Tower(4, 128, 4, 512, "gelu", 1e-5f);

    private static final ClipConfig.Tower TEXT = new ClipConfig.Tower(3, 128, 4, 512, "gelu", 1e-5f);
    private static final int CONTEXT = 40;
    private static final int IMAGE_SIZE = 64;
    private static final int PATCH_SIZE = 8;
    private static final int DIMENSION = 128;
    private static final int MAX_PIECES = 4096;
    private static final int TEXTS_TO_LEARN_FROM = 20_000;
    private static final double FIRST_TEMPERATURE = 0.07;

    static Start of(Settings settings, PairedData data, NDManager manager, RandomGenerator random) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS_TO_LEARN_FROM; i++) {
            texts.add(data.text(i % data.size(), random).words());
        }
        if (settings.start() == null) {
            List<String> pieces = WordPieces.learn(texts, List.of(), MAX_PIECES);
            var config = new ClipConfig(
                    TEXT, pieces.size(), CONTEXT, WordPieces.END, VISION, IMAGE_SIZE, PATCH_SIZE, DIMENSION);
            Map<String, NDArray> tensors = new LinkedHashMap<>();
            config.shapes().forEach((name, shape) -> tensors.put(name, fresh(manager, name, shape, config, random)));
            var preprocessing = Preprocessing.of(
                    JsonMapper.shared().readTree("{\"size\": {\"shortest_edge\": " + IMAGE_SIZE + "}}"));
            return new Start(
                    new ClipModel(config, tensors),
                    preprocessing,
                    TokenizerJson.wordPieces(pieces, true),
                    pieces.size());
        }
        ClipCheckpoint checkpoint = ClipCheckpoint.open(settings.start());
        Map<String, NDArray> tensors = checkpoint.tensors(manager);
        JsonNode tokenizer = JsonMapper.shared().readTree(checkpoint.tokenizerJson());
        if (!tokenizer.path("model").path("type").asString("").equals("WordPiece")) {
            return new Start(
                    new ClipModel(checkpoint.config(), tensors),
                    checkpoint.preprocessing(),
                    checkpoint.tokenizerJson(),
                    checkpoint.config().vocabulary());
        }
        List<String> known = tokenizer.path("model").path("vocab").properties().stream()
                .sorted(java.util.Comparator.comparingInt(
                        entry -> entry.getValue().asInt()))
                .map(Map.Entry::getKey)
                .toList();
        List<String> pieces = WordPieces.learn(texts, known, MAX_PIECES);
        ClipConfig config = checkpoint.config().withVocabulary(pieces.size());
        String name = "text_model.embeddings.token_embedding.weight";
        NDArray more = normal(
                manager, new Shape(pieces.size() - known.size(), config.text().width()), 0.02, random);
        tensors.computeIfPresent(name, (key, rows) -> pieces.size() == known.size() ? rows : rows.concat(more, 0));
        return new Start(
                new ClipModel(config, tensors),
                checkpoint.preprocessing(),
                TokenizerJson.wordPieces(pieces, true),
                pieces.size());
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
                ? config.text().layers()
                : config.vision().layers();
        boolean residual = name.contains("out_proj") || name.contains("fc2");
        return normal(manager, shape, 0.6 / Math.sqrt((double) in) / (residual ? Math.sqrt(2.0 * layers) : 1), random);
    }

    static NDArray normal(NDManager manager, Shape shape, double deviation, RandomGenerator random) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return manager.create(values, shape);
    }

    Tokenizer tokenizer() {
        return Tokenizer.ofJson(tokenizerJson, model.config().positions());
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), json(model.config().json()));
        Files.writeString(folder.resolve("preprocessor_config.json"), json(preprocessing.json()));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                json(Map.of(
                        "tokenizer_class",
                        "PreTrainedTokenizerFast",
                        "model_max_length",
                        model.config().positions())));
        SafeTensorsWriter.write(folder.resolve("model.safetensors"), model.tensors());
    }

    private static String json(Object value) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
