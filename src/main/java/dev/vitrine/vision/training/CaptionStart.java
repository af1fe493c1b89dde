package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensorsWriter;
import dev.vitrine.vision.CaptionTraining.Settings;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.TaughtPictures;
import dev.vitrine.vision.TaughtPictures.Lesson;
import dev.vitrine.vision.bert.BertConfig;
import dev.vitrine.vision.blip.BlipConfig;
import dev.vitrine.vision.blip.BlipModel;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.checkpoint.TokenizerJson;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.encoder.Activation;
import dev.vitrine.vision.encoder.EagerEncoder;
import dev.vitrine.vision.encoder.EncoderSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/** What a caption training starts from, and how its result is written. */
record CaptionStart(BlipModel model, Preprocessing preprocessing, String tokenizerJson, Prompts prompts) {

    /** The demo's decoder: small enough to train in minutes on two cores. */
    private static final EncoderSpec TEXT = BlipConfig.textLayers(3, 128, 4, 512, 1e-12f);

    private static final int CONTEXT = 48;
    private static final int MAX_PIECES = 4096;
    private static final int PICTURES_TO_LEARN_FROM = 2_000;
    private static final int PICTURES_TO_MEASURE = 64;
    private static final int MATCHING = 128;

    /** Begins what the decoder writes, as in BLIP's vocabulary. */
    private static final String BEGIN = "[DEC]";

    static CaptionStart of(
            Settings settings, TaughtPictures data, Prompts prompts, NDManager manager, RandomGenerator random)
            throws IOException {
        Checkpoint checkpoint = Checkpoint.open(settings.start());
        if (checkpoint.type().equals("blip")) {
            return goingOn(checkpoint, prompts, manager);
        }
        if (!checkpoint.type().equals("clip")) {
            throw new ModelUnusable("The model " + checkpoint.name() + " is of the type \"" + checkpoint.type()
                    + "\"; a captioner's training starts from a \"clip\" or goes on from a \"blip\".");
        }
        ClipConfig clip = ClipConfig.of(checkpoint.fields());
        EncoderSpec vision = clip.vision().encoder();
        if (vision.activation() != Activation.GELU) {
            throw new ModelUnusable("The picture tower of the model " + checkpoint.name() + " has the activation "
                    + vision.activation().configName() + ", a BLIP's has gelu.");
        }
        Preprocessing preprocessing =
                checkpoint.preprocessing().giving(clip.vision().imageSize()).stretched();
        List<String> first = new ArrayList<>(WordPieces.SPECIAL);
        first.add(BEGIN);
        List<String> pieces = WordPieces.learn(texts(data, random), first, MAX_PIECES);
        var config = new BlipConfig(
                BlipConfig.Task.CAPTION,
                BlipConfig.pictureLayers(
                        vision.layers(), vision.width(), vision.heads(), vision.mlp(), vision.epsilon()),
                clip.vision().imageSize(),
                clip.vision().patchSize(),
                new BertConfig(TEXT, pieces.size(), CONTEXT, 0),
                first.indexOf(BEGIN),
                WordPieces.END,
                true,
                MATCHING);
        Map<String, NDArray> tower = ClipTower.asBlip(
                clip, checkpoint.tensors(manager, clip.shapes()), pixels(data, preprocessing, manager));
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        config.shapes().forEach((name, shape) -> {
            NDArray known = tower.get(name);
            tensors.put(name, known != null ? known : fresh(manager, name, shape, random));
        });
        return new CaptionStart(
                new BlipModel(config, tensors, EagerEncoder::new),
                preprocessing,
                TokenizerJson.wordPieces(pieces, true),
                prompts);
    }

    /** After a training that was broken off. */
    private static CaptionStart goingOn(Checkpoint checkpoint, Prompts prompts, NDManager manager) throws IOException {
        BlipConfig config = BlipConfig.of(checkpoint.fields());
        if (config.task() != BlipConfig.Task.CAPTION) {
            throw new ModelUnusable("The model " + checkpoint.name() + " is no captioner.");
        }
        return new CaptionStart(
                new BlipModel(
                        config, checkpoint.tensors(manager, config.shapes(), config.repeated()), EagerEncoder::new),
                checkpoint.preprocessing().giving(config.imageSize()),
                checkpoint.tokenizerJson(),
                prompts);
    }

    private static NDArray pixels(TaughtPictures data, Preprocessing preprocessing, NDManager manager) {
        int count = Math.min(PICTURES_TO_MEASURE, data.size());
        int size = preprocessing.width();
        float[] pixels = new float[count * 3 * size * size];
        for (int i = 0; i < count; i++) {
            preprocessing.normalise(preprocessing.resize(data.picture(i)), pixels, i * 3 * size * size);
        }
        return manager.create(pixels, new Shape(count, 3, size, size));
    }

    /** First values: matrices with 1/sqrt(in), embeddings small, norms 1, biases 0. */
    private static NDArray fresh(NDManager manager, String name, Shape shape, RandomGenerator random) {
        if (name.endsWith("bias")) {
            return manager.zeros(shape);
        }
        if (name.contains("LayerNorm")) {
            return manager.ones(shape);
        }
        double deviation = name.contains("embeddings") ? 0.02 : 0.7 / Math.sqrt((double) shape.get(1));
        return OwnText.normal(manager, shape, deviation, random);
    }

    private static List<String> texts(TaughtPictures data, RandomGenerator random) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < PICTURES_TO_LEARN_FROM; i++) {
            for (Lesson lesson : data.lessons(i % data.size(), random)) {
                texts.add(lesson.prompt());
                texts.add(lesson.target());
            }
        }
        return texts;
    }

    Tokenizer tokenizer() {
        return Tokenizer.ofJson(tokenizerJson, CONTEXT, model.config().text().vocabulary());
    }

    void write(Path folder) throws IOException {
        Map<String, Object> processing = preprocessing.json();
        processing.put("image_processor_type", "BlipImageProcessor");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), json(model.config().json()));
        Files.writeString(folder.resolve("preprocessor_config.json"), json(processing));
        Files.writeString(folder.resolve("prompts.json"), json(prompts));
        Files.writeString(folder.resolve("tokenizer.json"), tokenizerJson);
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("tokenizer_class", "PreTrainedTokenizerFast");
        tokenizer.put("model_max_length", model.config().text().positions());
        tokenizer.put("bos_token", BEGIN);
        tokenizer.put("sep_token", "[SEP]");
        tokenizer.put("pad_token", "[PAD]");
        Files.writeString(folder.resolve("tokenizer_config.json"), json(tokenizer));
        SafeTensorsWriter.write(folder.resolve("model.safetensors"), model.tensors());
    }

    private static String json(Object value) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    }
}
