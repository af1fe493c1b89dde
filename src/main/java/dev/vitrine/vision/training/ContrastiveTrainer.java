package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.ContrastiveTraining.Settings;
import dev.vitrine.vision.PairedData;
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
            Learner learner = switch (settings.texts()) {
                case OWN -> OwnText.of(settings, data, manager, random);
                case LOCKED -> LockedText.of(settings, data, manager, random, progress);
            };
            try (learner) {
                run(learner, manager, out);
            }
        }
    }

    private void run(Learner learner, NDManager manager, Path out) throws IOException {
        var pictures = new Pictures(data, learner.preprocessing(), settings.augmentation());
        var unseen = new Pictures(heldOut, learner.preprocessing(), settings.augmentation());
        progress.accept(data.size() + " pictures, " + learner.reader() + ", "
                + learner.tensors().values().stream().mapToLong(NDArray::size).sum() + " weights");
        var heads = new Heads(
                manager, data.attributes(), learner.tower().config().encoder().width());
        if (settings.headSteps() > 0 && !heads.none()) {
            trainHeads(learner, heads, pictures, unseen);
            learner.write(out);
        }
        trainPairs(learner, heads, pictures, unseen, () -> learner.write(out));
        learner.write(out);
    }

    private void trainHeads(Learner learner, Heads heads, Pictures pictures, Pictures unseen) {
        Map<String, NDArray> parameters = new LinkedHashMap<>(heads.tensors());
        learner.tensors().forEach((name, tensor) -> {
            if (name.startsWith("vision_model.")) {
                parameters.put(name, tensor);
            }
        });
        course.run(
                stage("heads", settings.headSteps(), settings.headRate()),
                parameters,
                name -> 1,
                (manager, batch) -> {
                    NDArray features = features(manager, learner, pictures.varied(batch, random), batch.length);
                    return heads.loss(features, data, batch);
                },
                () -> {},
                () -> headReport(learner, heads, unseen));
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

    private void trainPairs(Learner learner, Heads heads, Pictures pictures, Pictures unseen, Keep keep) {
        Map<String, NDArray> parameters = new LinkedHashMap<>(learner.tensors());
        parameters.putAll(heads.tensors());
        NDArray logitScale = Objects.requireNonNull(parameters.get("logit_scale"));
        course.run(
                stage("pairs", settings.pairSteps(), settings.pairRate()),
                parameters,
                name -> 1,
                (manager, batch) -> {
                    NDArray features = features(manager, learner, pictures.varied(batch, random), batch.length);
                    List<PairedData.Text> texts = Arrays.stream(batch)
                            .mapToObj(picture -> learner.text(picture, random))
                            .toList();
                    NDArray loss = infoNce(
                            learner.tower().vectors(features),
                            learner.texts(manager, words(texts)),
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
                    double[] found = retrieval(learner, unseen);
                    return String.format(
                            Locale.ROOT,
                            "unseen text to picture R@1 %.3f R@10 %.3f; %s",
                            found[0],
                            found[1],
                            headReport(learner, heads, unseen));
                });
    }

    private static void bound(NDArray logitScale) {
        if (logitScale.getFloat() > MAX_LOGIT_SCALE) {
            logitScale.setRequiresGradient(false);
            logitScale.subi(logitScale.getFloat() - MAX_LOGIT_SCALE);
            logitScale.setRequiresGradient(true);
        }
    }

    private static NDArray features(NDManager manager, Learner learner, float[] pixels, int count) {
        int size = learner.tower().config().imageSize();
        return learner.tower().features(manager.create(pixels, new Shape(count, 3, size, size)));
    }

    private static List<String> words(List<PairedData.Text> texts) {
        return texts.stream().map(PairedData.Text::words).toList();
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

    private String headReport(Learner learner, Heads heads, Pictures unseen) {
        try (NDManager manager = Torch.manager()) {
            return heads.report(
                    heldOut,
                    Math.min(LOOKED_AT, heldOut.size()),
                    settings.batch(),
                    batch -> features(manager, learner, unseen.plain(batch), batch.length));
        }
    }

    /** Recall at 1 and at 10: whether a picture that the text is true of is among the nearest. */
    private double[] retrieval(Learner learner, Pictures unseen) {
        int count = Math.min(LOOKED_AT, heldOut.size());
        var fixed = new SplittableRandom(1);
        float[][] pictures = new float[count][];
        float[][] texts = new float[count][];
        List<PairedData.Text> drawn = new ArrayList<>();
        int size = learner.dimension();
        for (int from = 0; from < count; from += settings.batch()) {
            int[] batch = IntStream.range(from, Math.min(from + settings.batch(), count))
                    .toArray();
            try (var scope = new NDScope();
                    NDManager manager = Torch.manager()) {
                scope.suppressNotUsedWarning();
                List<PairedData.Text> asked = Arrays.stream(batch)
                        .mapToObj(picture -> heldOut.text(picture, fixed))
                        .toList();
                drawn.addAll(asked);
                float[] p = learner.tower()
                        .vectors(features(manager, learner, unseen.plain(batch), batch.length))
                        .toFloatArray();
                float[] t = learner.texts(manager, words(asked)).toFloatArray();
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
