package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.SafeTensorsWriter;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.PairedData.Text;
import dev.vitrine.vision.checkpoint.Checkpoint;
import dev.vitrine.vision.checkpoint.Preprocessing;
import dev.vitrine.vision.clip.ClipConfig;
import dev.vitrine.vision.clip.PictureTower;
import dev.vitrine.vision.encoder.Steps;
import dev.vitrine.vision.locked.LockedConfig;
import dev.vitrine.vision.locked.LockedConfig.Reader;
import dev.vitrine.vision.locked.LockedModel;
import dev.vitrine.vision.sentence.PublishedSentenceEncoder;
import dev.vitrine.vision.sentence.SentenceEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A picture tower that learns to meet sentence encoders, which stay as they are. Each picture has a few texts, drawn once;
 * their sentences' vectors are computed before the first step.
 *
 * <p>A projection begins as random directions, which keep the angles between sentences (Johnson and Lindenstrauss), around
 * the mean sentence. So it is mostly the picture tower that moves, and words that no text of the training has keep their
 * place beside those that they are like.
 */
final class LockedText implements Learner {

    private static final double FIRST_TEMPERATURE = 0.07;

    /** Texts to draw in all, and at most for a picture. */
    private static final int TEXTS = 20_000;

    private static final int MOST_EACH = 24;
    private static final int BATCH = 256;

    private final LockedModel model;
    private final Preprocessing preprocessing;
    private final Map<PublishedSentenceEncoder, SentenceEncoder> encoders;
    private final Map<String, float[]> sentences = new HashMap<>();
    private final List<List<Text>> drawn = new ArrayList<>();

    private LockedText(
            LockedModel model, Preprocessing preprocessing, Map<PublishedSentenceEncoder, SentenceEncoder> encoders) {
        this.model = model;
        this.preprocessing = preprocessing;
        this.encoders = encoders;
    }

    /**
     * From the picture tower of the settings' model.
     *
     * @throws ModelUnusable if that has none, or the encoders are not those that it was trained with, or not there
     */
    static LockedText of(
            Settings settings, PairedData data, NDManager manager, RandomGenerator random, Consumer<String> progress)
            throws IOException {
        Checkpoint checkpoint =
                Checkpoint.open(Objects.requireNonNull(settings.start(), "a locked text side needs a start"));
        boolean again = checkpoint.type().equals(LockedConfig.TYPE);
        if (!again && !checkpoint.type().equals("clip")) {
            throw new ModelUnusable("The model " + checkpoint.name() + " is of the type \"" + checkpoint.type()
                    + "\"; a locked text side is trained from \"clip\" or \"" + LockedConfig.TYPE + "\".");
        }
        Map<PublishedSentenceEncoder, SentenceEncoder> encoders = new EnumMap<>(PublishedSentenceEncoder.class);
        boolean ready = false;
        try {
            for (PublishedSentenceEncoder published : PublishedSentenceEncoder.values()) {
                encoders.put(published, SentenceEncoder.of(published));
            }
            List<Reader> readers = encoders.values().stream().map(Reader::of).toList();
            LockedConfig config = again ? again(checkpoint, readers) : first(checkpoint, readers);
            Map<String, NDArray> tensors =
                    again ? checkpoint.tensors(manager, config.shapes()) : tower(checkpoint, config, manager);
            var model = new LockedModel(config, tensors);
            var learner = new LockedText(
                    model, checkpoint.preprocessing().giving(config.vision().imageSize()), encoders);
            learner.draw(settings, data, random, progress);
            if (!again) {
                readers.forEach(reader -> learner.project(reader, manager, random));
            }
            ready = true;
            return learner;
        } finally {
            if (!ready) {
                encoders.values().forEach(SentenceEncoder::close);
            }
        }
    }

    private static LockedConfig again(Checkpoint checkpoint, List<Reader> readers) {
        LockedConfig config = LockedConfig.of(checkpoint.fields());
        for (int i = 0; i < readers.size(); i++) {
            config.readers().get(i).check(checkpoint.name(), readers.get(i));
        }
        return config;
    }

    private static LockedConfig first(Checkpoint checkpoint, List<Reader> readers) {
        ClipConfig clip = ClipConfig.of(checkpoint.fields());
        return new LockedConfig(clip.vision(), clip.projection(), readers);
    }

    /** The CLIP's picture tower; the projections are made when there are sentences to go by. */
    private static Map<String, NDArray> tower(Checkpoint checkpoint, LockedConfig config, NDManager manager)
            throws IOException {
        Map<String, NDArray> all =
                checkpoint.tensors(manager, ClipConfig.of(checkpoint.fields()).shapes());
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        tensors.put("logit_scale", manager.create((float) Math.log(1 / FIRST_TEMPERATURE)));
        config.shapes().forEach((name, shape) -> {
            NDArray known = all.get(name);
            tensors.putIfAbsent(name, known == null ? manager.zeros(shape) : known);
        });
        return tensors;
    }

    private void draw(Settings settings, PairedData data, RandomGenerator random, Consumer<String> progress) {
        int each = Math.clamp(TEXTS / data.size(), 1, MOST_EACH);
        Set<String> words = new LinkedHashSet<>();
        for (int picture = 0; picture < data.size(); picture++) {
            List<Text> texts = new ArrayList<>();
            for (int i = 0; i < each; i++) {
                Text text = settings.augmentation().varied(data.text(picture, random), random);
                texts.add(text);
                words.add(text.words());
            }
            drawn.add(texts);
        }
        long began = System.nanoTime();
        encode(words);
        progress.accept(String.format(
                java.util.Locale.ROOT,
                "%d different texts of %d through %s in %.0f s",
                words.size(),
                data.size() * each,
                reader(),
                (System.nanoTime() - began) / 1e9));
    }

    /** Like lengths together: a pass is padded to its longest. */
    private void encode(Collection<String> words) {
        encoders.forEach((published, encoder) -> {
            List<String> own = words.stream()
                    .filter(text -> PublishedSentenceEncoder.of(text) == published)
                    .filter(text -> !sentences.containsKey(text))
                    .distinct()
                    .sorted(Comparator.comparingInt(String::length))
                    .toList();
            for (int from = 0; from < own.size(); from += BATCH) {
                List<String> batch = own.subList(from, Math.min(from + BATCH, own.size()));
                var vectors = encoder.vectors(batch, Priority.BULK);
                for (int i = 0; i < batch.size(); i++) {
                    sentences.put(batch.get(i), vectors.get(i).toArray());
                }
            }
        });
    }

    private void project(Reader reader, NDManager manager, RandomGenerator random) {
        var projection = model.projection(reader.encoder());
        int width = reader.width();
        float[] mean = new float[width];
        List<float[]> own = drawn.stream()
                .flatMap(List::stream)
                .map(Text::words)
                .filter(words -> PublishedSentenceEncoder.of(words) == reader.encoder())
                .map(words -> Objects.requireNonNull(sentences.get(words)))
                .toList();
        for (float[] sentence : own) {
            for (int i = 0; i < width; i++) {
                mean[i] += sentence[i] / own.size();
            }
        }
        NDArray weight =
                OwnText.normal(manager, new Shape(model.dimension(), width), 1 / Math.sqrt(model.dimension()), random);
        NDArray bias = weight.matMul(manager.create(mean)).neg();
        weight.copyTo(projection.get("weight"));
        bias.copyTo(projection.get("bias"));
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
        List<Text> texts = drawn.get(picture);
        return texts.get(random.nextInt(texts.size()));
    }

    @Override
    public NDArray texts(NDManager manager, List<String> texts) {
        encode(texts);
        long[] places = new long[texts.size()];
        var parts = new NDList();
        int place = 0;
        for (PublishedSentenceEncoder published : encoders.keySet()) {
            List<float[]> rows = new ArrayList<>();
            for (int i = 0; i < places.length; i++) {
                if (PublishedSentenceEncoder.of(texts.get(i)) == published) {
                    places[i] = place++;
                    rows.add(Objects.requireNonNull(sentences.get(texts.get(i))));
                }
            }
            if (!rows.isEmpty()) {
                parts.add(model.texts(published, manager.create(rows.toArray(float[][]::new)))); // [b, P]
            }
        }
        NDArray all = parts.size() == 1 ? parts.getFirst() : parts.get(0).concat(parts.get(1), 0); // [B, P]
        return Steps.rows(all, places);
    }

    @Override
    public String reader() {
        return String.join(
                " and ",
                encoders.keySet().stream()
                        .map(PublishedSentenceEncoder::published)
                        .toList());
    }

    @Override
    public void close() {
        encoders.values().forEach(SentenceEncoder::close);
    }

    @Override
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.json"), OwnText.json(model.config().json()));
        Files.writeString(folder.resolve("preprocessor_config.json"), OwnText.json(preprocessing.json()));
        SafeTensorsWriter.write(folder.resolve("model.safetensors"), model.tensors());
    }
}
