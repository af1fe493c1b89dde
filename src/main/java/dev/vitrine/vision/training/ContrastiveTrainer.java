package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.checkpoint.Tokenizer;
import dev.vitrine.vision.clip.ClipModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The two stages of {@link dev.vitrine.vision.ContrastiveTraining}. Not thread-safe; one at a time in a process. */
public final class ContrastiveTrainer {

    private static final double MAX_LOGIT_SCALE = Math.log(100);
    private static final int LOOKED_AT = 768;

    private final PairedData data;
    private final PairedData heldOut;
    private final Settings settings;
    private final Consumer<String> progress;
    private final RandomGenerator random;
    private final Course course;

    /** A training, not yet begun. */
    public ContrastiveTrainer(PairedData data, PairedData heldOut, Settings settings, Consumer<String> progress) {
        this.data = data;
        this.heldOut = heldOut;
        this.settings = settings;
        this.progress = progress;
        random = new SplittableRandom(settings.seed());
        course = new Course(data.size(), settings.batch(), settings.weightDecay(), random, progress);
    }

    /** Trains, then writes the model's folder. */
    public void run(Path out) throws IOException {
        try (NDManager manager = Torch.manager()) {
            Start start = Start.of(settings, data, manager, random);
            var pictures = new Pictures(data, start.preprocessing(), settings.augmentation());
            var unseen = new Pictures(heldOut, start.preprocessing(), settings.augmentation());
            progress.accept(data.size() + " pictures, " + start.vocabulary() + " word pieces, "
                    + start.model().tensors().values().stream()
                            .mapToLong(NDArray::size)
                            .sum()
                    + " weights");
            var heads = new Heads(
                    manager,
                    data.attributes(),
                    start.model().config().vision().encoder().width());
            try (Tokenizer tokenizer = start.tokenizer()) {
                if (settings.headSteps() > 0 && !heads.none()) {
                    trainHeads(start.model(), heads, pictures, unseen);
                    start.write(out);
                }
                trainPairs(start.model(), heads, tokenizer, pictures, unseen, () -> start.write(out));
            }
            start.write(out);
        }
    }

    private void trainHeads(ClipModel model, Heads heads, Pictures pictures, Pictures unseen) {
        Map<String, NDArray> parameters = new LinkedHashMap<>(heads.tensors());
        model.tensors().forEach((name, tensor) -> {
            if (name.startsWith("vision_model.")) {
                parameters.put(name, tensor);
            }
        });
        course.run(
                stage("heads", settings.headSteps(), settings.headRate()),
                parameters,
                name -> 1,
                (manager, batch) -> {
                    NDArray features =
                            model.pictureFeatures(input(manager, model, pictures.varied(batch, random), batch.length));
                    return heads.loss(features, data, batch);
                },
                () -> {},
                () -> headReport(model, heads, unseen));
    }

    /** A stage with its share of the time limit, by its steps. */
    private Course.Stage stage(String name, int steps, double rate) {
        double share = steps / (double) Math.max(1, settings.headSteps() + settings.pairSteps());
        double seconds = settings.limit() == null
                ? Double.POSITIVE_INFINITY
                : settings.limit().toMillis() / 1e3 * share;
        return new Course.Stage(name, steps, seconds, rate);
    }

    /** Keeps what there is now and then, so that a training that is broken off was not for nothing. */
    private interface Keep {
        void now() throws IOException;
    }

    private void trainPairs(
            ClipModel model, Heads heads, Tokenizer tokenizer, Pictures pictures, Pictures unseen, Keep keep) {
        Map<String, NDArray> parameters = new LinkedHashMap<>(model.tensors());
        parameters.putAll(heads.tensors());
        NDArray logitScale = Objects.requireNonNull(parameters.get("logit_scale"));
        course.run(
                stage("pairs", settings.pairSteps(), settings.pairRate()),
                parameters,
                name -> 1,
                (manager, batch) -> {
                    NDArray features =
                            model.pictureFeatures(input(manager, model, pictures.varied(batch, random), batch.length));
                    List<PairedData.Text> texts = new ArrayList<>();
                    long[][] ids = new long[batch.length][];
                    for (int i = 0; i < batch.length; i++) {
                        PairedData.Text text = data.text(batch[i], random);
                        texts.add(text);
                        ids[i] = tokenizer.ids(dropWords(text.words()));
                    }
                    NDArray loss = infoNce(
                            model.pictureVectors(features),
                            model.texts(manager, ids),
                            logitScale,
                            matches(manager, texts, batch));
                    return heads.none() || settings.headWeight() == 0
                            ? loss
                            : loss.add(Torch.times(heads.loss(features, data, batch), settings.headWeight()));
                },
                () -> bound(logitScale),
                () -> {
                    try {
                        keep.now();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    double[] found = retrieval(model, tokenizer, unseen);
                    return String.format(
                            Locale.ROOT,
                            "unseen text to picture R@1 %.3f R@10 %.3f; %s",
                            found[0],
                            found[1],
                            headReport(model, heads, unseen));
                });
    }

    private static void bound(NDArray logitScale) {
        if (logitScale.getFloat() > MAX_LOGIT_SCALE) {
            logitScale.setRequiresGradient(false);
            logitScale.subi(logitScale.getFloat() - MAX_LOGIT_SCALE);
            logitScale.setRequiresGradient(true);
        }
    }

    private static NDArray input(NDManager manager, ClipModel model, float[] pixels, int count) {
        int size = model.imageSize();
        return manager.create(pixels, new Shape(count, 3, size, size));
    }

    /**
     * InfoNCE in both directions; a text that is true of several pictures of the batch has them all as its targets, with
     * equal shares.
     *
     * @param matches [texts, pictures] of 0 and 1
     */
    private static NDArray infoNce(NDArray pictures, NDArray texts, NDArray logitScale, NDArray matches) {
        NDArray scores = texts.matMul(pictures.transpose()).mul(logitScale.exp()); // [B, B]
        NDArray byText = scores.logSoftmax(1).mul(matches.div(matches.sum(new int[] {1}, true)));
        NDArray byPicture = scores.logSoftmax(0).mul(matches.div(matches.sum(new int[] {0}, true)));
        return Torch.times(
                byText.sum().add(byPicture.sum()), -0.5 / pictures.getShape().get(0));
    }

    private NDArray matches(NDManager manager, List<PairedData.Text> texts, int[] batch) {
        float[] matches = new float[batch.length * batch.length];
        for (int text = 0; text < batch.length; text++) {
            for (int picture = 0; picture < batch.length; picture++) {
                if (text == picture || data.matches(texts.get(text), batch[picture])) {
                    matches[text * batch.length + picture] = 1;
                }
            }
        }
        return manager.create(matches, new Shape(batch.length, batch.length));
    }

    private String dropWords(String text) {
        if (settings.augmentation().dropWords() == 0 || random.nextBoolean()) {
            return text;
        }
        String kept = Arrays.stream(text.split(" "))
                .filter(word -> random.nextDouble() >= settings.augmentation().dropWords())
                .collect(Collectors.joining(" "));
        return kept.isBlank() ? text : kept;
    }

    private String headReport(ClipModel model, Heads heads, Pictures unseen) {
        try (NDManager manager = Torch.manager()) {
            return heads.report(
                    heldOut,
                    Math.min(LOOKED_AT, heldOut.size()),
                    settings.batch(),
                    batch -> model.pictureFeatures(input(manager, model, unseen.plain(batch), batch.length)));
        }
    }

    /** Recall at 1 and at 10: whether a picture that the text is true of is among the nearest. */
    private double[] retrieval(ClipModel model, Tokenizer tokenizer, Pictures unseen) {
        int count = Math.min(LOOKED_AT, heldOut.size());
        var fixed = new SplittableRandom(1);
        float[][] pictures = new float[count][];
        float[][] texts = new float[count][];
        List<PairedData.Text> drawn = new ArrayList<>();
        int size = model.dimension();
        for (int from = 0; from < count; from += settings.batch()) {
            int[] batch = IntStream.range(from, Math.min(from + settings.batch(), count))
                    .toArray();
            try (var scope = new NDScope();
                    NDManager manager = Torch.manager()) {
                scope.suppressNotUsedWarning();
                long[][] ids = new long[batch.length][];
                for (int i = 0; i < batch.length; i++) {
                    PairedData.Text text = heldOut.text(batch[i], fixed);
                    drawn.add(text);
                    ids[i] = tokenizer.ids(text.words());
                }
                float[] p = model.pictureVectors(
                                model.pictureFeatures(input(manager, model, unseen.plain(batch), batch.length)))
                        .toFloatArray();
                float[] t = model.texts(manager, ids).toFloatArray();
                for (int i = 0; i < batch.length; i++) {
                    pictures[batch[i]] = Arrays.copyOfRange(p, i * size, (i + 1) * size);
                    texts[batch[i]] = Arrays.copyOfRange(t, i * size, (i + 1) * size);
                }
            }
        }
        int first = 0;
        int amongTen = 0;
        for (int text = 0; text < count; text++) {
            double[] scores = new double[count];
            for (int picture = 0; picture < count; picture++) {
                for (int d = 0; d < size; d++) {
                    scores[picture] += texts[text][d] * pictures[picture][d];
                }
            }
            int[] ranked = IntStream.range(0, count)
                    .boxed()
                    .sorted((a, b) -> Double.compare(scores[b], scores[a]))
                    .limit(10)
                    .mapToInt(Integer::intValue)
                    .toArray();
            PairedData.Text words = drawn.get(text);
            first += heldOut.matches(words, ranked[0]) ? 1 : 0;
            amongTen += Arrays.stream(ranked).anyMatch(picture -> heldOut.matches(words, picture)) ? 1 : 0;
        }
        return new double[] {first / (double) count, amongTen / (double) count};
    }
}
