package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.AdamW;
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
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The two stages of {@link dev.vitrine.vision.ContrastiveTraining}. Not thread-safe; one at a time in a process. */
public final class ContrastiveTrainer {

    private static final double MAX_LOGIT_SCALE = Math.log(100);
    private static final double CLIP_NORM = 1;
    private static final int WARM_UP = 100;
    private static final int REPORT_EVERY = 100;
    private static final int LOOKED_AT = 768;
    /** Steps of a stage whose gradients are not finite: a few are passed over, more mean that nothing is learnt. */
    private static final int MOST_SKIPPED = 20;

    private final PairedData data;
    private final PairedData heldOut;
    private final Settings settings;
    private final Consumer<String> progress;
    private final RandomGenerator random;
    private final int[] order;
    private int place;

    /** A training, not yet begun. */
    public ContrastiveTrainer(PairedData data, PairedData heldOut, Settings settings, Consumer<String> progress) {
        this.data = data;
        this.heldOut = heldOut;
        this.settings = settings;
        this.progress = progress;
        random = new SplittableRandom(settings.seed());
        order = IntStream.range(0, data.size()).toArray();
        place = order.length;
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
            try (Tokenizer tokenizer = start.tokenizer()) {
                Map<String, NDArray> heads =
                        heads(manager, start.model().config().vision().encoder().width());
                if (settings.headSteps() > 0 && !data.attributes().isEmpty()) {
                    trainHeads(start.model(), heads, pictures, unseen);
                    start.write(out);
                }
                trainPairs(start.model(), heads, tokenizer, pictures, unseen, () -> start.write(out));
            }
            start.write(out);
        }
    }

    private Map<String, NDArray> heads(NDManager manager, int width) {
        int total = data.attributes().stream()
                .mapToInt(PairedData.Attribute::values)
                .sum();
        Map<String, NDArray> heads = new LinkedHashMap<>();
        if (total > 0) {
            heads.put("heads.weight", manager.zeros(new Shape(total, width)));
            heads.put("heads.bias", manager.zeros(new Shape(total)));
        }
        return heads;
    }

    private void trainHeads(ClipModel model, Map<String, NDArray> heads, Pictures pictures, Pictures unseen) {
        Map<String, NDArray> parameters = new LinkedHashMap<>(heads);
        model.tensors().forEach((name, tensor) -> {
            if (name.startsWith("vision_model.")) {
                parameters.put(name, tensor);
            }
        });
        loop(
                "heads",
                settings.headSteps(),
                settings.headRate(),
                parameters,
                (manager, batch) -> {
                    NDArray features =
                            model.pictureFeatures(input(manager, model, pictures.varied(batch, random), batch.length));
                    return headLoss(features, heads, batch);
                },
                () -> headReport(model, heads, unseen));
    }

    /** Keeps what there is now and then, so that a training that is broken off was not for nothing. */
    private interface Keep {
        void now() throws IOException;
    }

    private void trainPairs(
            ClipModel model,
            Map<String, NDArray> heads,
            Tokenizer tokenizer,
            Pictures pictures,
            Pictures unseen,
            Keep keep) {
        Map<String, NDArray> parameters = new LinkedHashMap<>(model.tensors());
        parameters.putAll(heads);
        NDArray logitScale = parameters.get("logit_scale");
        loop(
                "pairs",
                settings.pairSteps(),
                settings.pairRate(),
                parameters,
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
                            java.util.Objects.requireNonNull(logitScale),
                            matches(manager, texts, batch));
                    return heads.isEmpty() || settings.headWeight() == 0
                            ? loss
                            : loss.add(Torch.times(headLoss(features, heads, batch), settings.headWeight()));
                },
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

    private interface Loss {
        NDArray of(NDManager manager, int[] batch);
    }

    private void loop(
            String stage,
            int steps,
            double peak,
            Map<String, NDArray> parameters,
            Loss loss,
            java.util.function.Supplier<String> report) {
        long began = System.nanoTime();
        double limit = secondsFor(steps);
        double mean = 0;
        int skipped = 0;
        int total = steps;
        try (var optimiser = new AdamW(parameters, settings.weightDecay(), ContrastiveTrainer::decays, CLIP_NORM)) {
            NDArray logitScale = parameters.get("logit_scale");
            for (int step = 1; step <= total; step++) {
                try (var scope = new NDScope();
                        NDManager manager = Torch.manager()) {
                    scope.suppressNotUsedWarning();
                    try (var gradients = Torch.gradients()) {
                        NDArray value = loss.of(manager, nextBatch());
                        gradients.backward(value);
                        mean += value.getFloat();
                    }
                    total = (int) Math.clamp(step * limit / secondsSince(began), step, steps);
                    if (!optimiser.step(rate(step, total, peak)) && ++skipped > MOST_SKIPPED) {
                        throw new IllegalStateException(
                                "The training diverged at step " + step + ": try a lower rate or another seed.");
                    }
                    if (logitScale != null && logitScale.getFloat() > MAX_LOGIT_SCALE) {
                        logitScale.setRequiresGradient(false);
                        logitScale.subi(logitScale.getFloat() - MAX_LOGIT_SCALE);
                        logitScale.setRequiresGradient(true);
                    }
                }
                if (step % REPORT_EVERY == 0 || step == total) {
                    double seconds = secondsSince(began);
                    int since = step % REPORT_EVERY == 0 ? REPORT_EVERY : step % REPORT_EVERY;
                    String line = String.format(
                            Locale.ROOT,
                            "%s %d/%d loss %.3f, %.0f pictures/s",
                            stage,
                            step,
                            total,
                            mean / since,
                            step * (double) settings.batch() / seconds);
                    mean = 0;
                    progress.accept(
                            step % (5 * REPORT_EVERY) == 0 || step == total ? line + "; " + report.get() : line);
                }
            }
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    /** A stage's share of the time limit, by its steps. */
    private double secondsFor(int steps) {
        return settings.limit() == null
                ? Double.POSITIVE_INFINITY
                : settings.limit().toMillis() / 1e3 * steps / Math.max(1, settings.headSteps() + settings.pairSteps());
    }

    private static boolean decays(String name) {
        return name.endsWith(".weight") && !name.contains("norm") && !name.contains("embedding");
    }

    private static double rate(int step, int steps, double peak) {
        return step < WARM_UP
                ? peak * step / WARM_UP
                : peak * 0.5 * (1 + Math.cos(Math.PI * (step - WARM_UP) / Math.max(1, steps - WARM_UP)));
    }

    /** The next pictures of a shuffled epoch. */
    private int[] nextBatch() {
        int[] batch = new int[Math.min(settings.batch(), order.length)];
        for (int i = 0; i < batch.length; i++) {
            if (place == order.length) {
                for (int j = order.length - 1; j > 0; j--) {
                    int other = random.nextInt(j + 1);
                    int kept = order[j];
                    order[j] = order[other];
                    order[other] = kept;
                }
                place = 0;
            }
            batch[i] = order[place++];
        }
        return batch;
    }

    private static NDArray input(NDManager manager, ClipModel model, float[] pixels, int count) {
        int size = model.imageSize();
        return manager.create(pixels, new Shape(count, 3, size, size));
    }

    /** Mean cross-entropy of each attribute over the pictures whose value is known, summed over the attributes. */
    private NDArray headLoss(NDArray features, Map<String, NDArray> heads, int[] batch) {
        NDManager manager = features.getManager();
        NDArray logits = logits(features, heads); // [B, all values]
        NDList losses = new NDList();
        int from = 0;
        for (int a = 0; a < data.attributes().size(); a++) {
            int values = data.attributes().get(a).values();
            float[] target = new float[batch.length * values];
            int known = 0;
            for (int i = 0; i < batch.length; i++) {
                int value = data.values(batch[i])[a];
                if (value >= 0) {
                    target[i * values + value] = -1;
                    known++;
                }
            }
            NDArray logP = logits.get(":, " + from + ":" + (from + values)).logSoftmax(-1); // [B, values]
            NDArray right = logP.mul(manager.create(target, new Shape(batch.length, values)));
            losses.add(Torch.times(right.sum(), 1.0 / Math.max(1, known)));
            from += values;
        }
        NDArray sum = losses.get(0);
        for (int i = 1; i < losses.size(); i++) {
            sum = sum.add(losses.get(i));
        }
        return sum;
    }

    private static NDArray logits(NDArray features, Map<String, NDArray> heads) {
        return Linear.linear(features, heads.get("heads.weight"), heads.get("heads.bias"))
                .singletonOrThrow();
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

    private String headReport(ClipModel model, Map<String, NDArray> heads, Pictures unseen) {
        if (heads.isEmpty()) {
            return "";
        }
        int count = Math.min(LOOKED_AT, heldOut.size());
        int[] right = new int[data.attributes().size()];
        int[] known = new int[data.attributes().size()];
        for (int from = 0; from < count; from += settings.batch()) {
            int[] batch = IntStream.range(from, Math.min(from + settings.batch(), count))
                    .toArray();
            float[] scores;
            try (var scope = new NDScope();
                    NDManager manager = Torch.manager()) {
                scope.suppressNotUsedWarning();
                NDArray features = model.pictureFeatures(input(manager, model, unseen.plain(batch), batch.length));
                scores = logits(features, heads).toFloatArray();
            }
            int total = scores.length / batch.length;
            for (int i = 0; i < batch.length; i++) {
                int offset = i * total;
                for (int a = 0; a < right.length; a++) {
                    int values = data.attributes().get(a).values();
                    int best = 0;
                    for (int v = 1; v < values; v++) {
                        best = scores[offset + v] > scores[offset + best] ? v : best;
                    }
                    int value = heldOut.values(batch[i])[a];
                    known[a] += value >= 0 ? 1 : 0;
                    right[a] += value == best ? 1 : 0;
                    offset += values;
                }
            }
        }
        return IntStream.range(0, right.length)
                .mapToObj(a -> String.format(
                        Locale.ROOT,
                        "%s %.3f",
                        data.attributes().get(a).name(),
                        right[a] / (double) Math.max(1, known[a])))
                .collect(Collectors.joining(", ", "heads on unseen: ", ""));
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
