package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.CaptionTraining.Settings;
import dev.vitrine.vision.Prompts;
import dev.vitrine.vision.TaughtPictures;
import dev.vitrine.vision.TaughtPictures.Lesson;
import dev.vitrine.vision.blip.BlipModel;
import dev.vitrine.vision.checkpoint.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The course of {@link dev.vitrine.vision.CaptionTraining}. Not thread-safe; one at a time in a process. */
public final class CaptionTrainer {

    private static final int LOOKED_AT = 480;

    private final TaughtPictures data;
    private final TaughtPictures heldOut;
    private final Settings settings;
    private final Consumer<String> progress;
    private final RandomGenerator random;

    /** A training, not yet begun. */
    public CaptionTrainer(TaughtPictures data, TaughtPictures heldOut, Settings settings, Consumer<String> progress) {
        this.data = data;
        this.heldOut = heldOut;
        this.settings = settings;
        this.progress = progress;
        random = new SplittableRandom(settings.seed());
    }

    /** Trains, and writes the model's folder now and then and at the end. */
    public void run(Prompts prompts, Path out) throws IOException {
        try (NDManager manager = Torch.manager()) {
            CaptionStart start = CaptionStart.of(settings, data, prompts, manager, random);
            var pictures = new Pictures(data, start.preprocessing(), settings.augmentation());
            var unseen = new Pictures(heldOut, start.preprocessing(), settings.augmentation());
            BlipModel model = start.model();
            progress.accept(data.size() + " pictures, " + model.config().text().vocabulary() + " word pieces, "
                    + model.tensors().values().stream().mapToLong(NDArray::size).sum() + " weights");
            var heads = new Heads(
                    manager, data.attributes(), model.config().vision().width());
            Map<String, NDArray> parameters = new LinkedHashMap<>(model.tensors());
            parameters.putAll(heads.tensors());
            try (Tokenizer tokenizer = start.tokenizer()) {
                var lessons = new LessonTokens(tokenizer, model.config());
                new Course(data.size(), settings.batch(), settings.weightDecay(), random, progress)
                        .run(
                                new Course.Stage(
                                        "captions", settings.steps(), Double.POSITIVE_INFINITY, settings.rate()),
                                parameters,
                                name -> name.startsWith("vision_model.") ? settings.towerRate() : 1,
                                (owner, batch) ->
                                        loss(model, heads, lessons, owner, pictures.varied(batch, random), batch),
                                () -> {},
                                () -> {
                                    write(start, out);
                                    return report(model, heads, lessons, unseen);
                                });
            }
            write(start, out);
        }
    }

    private static void write(CaptionStart start, Path out) {
        try {
            start.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private NDArray loss(
            BlipModel model, Heads heads, LessonTokens lessons, NDManager owner, float[] pixels, int[] batch) {
        NDArray seen = look(model, owner, pixels, batch.length);
        NDArray sum = owner.zeros(new Shape());
        double weights = 0;
        for (LessonTokens.Group group : lessons.groups(data, batch, random)) {
            sum = sum.sub(group.likelihoods(model, owner, seen)
                    .mul(owner.create(group.weights()))
                    .sum());
            weights += group.weight();
        }
        NDArray loss = Torch.times(sum, 1 / weights);
        return heads.none() || settings.headWeight() == 0
                ? loss
                : loss.add(Torch.times(heads.loss(seen.get(":, 0"), data, batch), settings.headWeight()));
    }

    /** [B, S, W]. */
    private static NDArray look(BlipModel model, NDManager owner, float[] pixels, int count) {
        int size = model.config().imageSize();
        return model.look(owner.create(pixels, new Shape(count, 3, size, size)));
    }

    /**
     * How often every word is right when those before it are, by kind of lesson: what is then written word by word is
     * right as a whole.
     */
    private String report(BlipModel model, Heads heads, LessonTokens lessons, Pictures unseen) {
        int count = Math.min(LOOKED_AT, heldOut.size());
        var fixed = new SplittableRandom(1);
        Map<String, List<Boolean>> right = new TreeMap<>();
        for (int from = 0; from < count; from += settings.batch()) {
            int[] batch = IntStream.range(from, Math.min(from + settings.batch(), count))
                    .toArray();
            try (var scope = new NDScope();
                    NDManager owner = Torch.manager()) {
                scope.suppressNotUsedWarning();
                NDArray seen = look(model, owner, unseen.plain(batch), batch.length);
                for (LessonTokens.Group group : lessons.groups(heldOut, batch, fixed)) {
                    List<Boolean> whole = group.right(model, owner, seen);
                    for (int i = 0; i < whole.size(); i++) {
                        Lesson lesson = group.lessons().get(i);
                        right.computeIfAbsent(lesson.kind(), kind -> new ArrayList<>())
                                .add(whole.get(i));
                    }
                }
            }
        }
        String words = right.entrySet().stream()
                .map(kind -> String.format(
                        Locale.ROOT,
                        "%s %.3f",
                        kind.getKey(),
                        kind.getValue().stream()
                                .mapToInt(is -> is ? 1 : 0)
                                .average()
                                .orElse(0)))
                .collect(Collectors.joining(", "));
        try (NDManager owner = Torch.manager()) {
            return words + "; "
                    + heads.report(
                            heldOut,
                            count,
                            settings.batch(),
                            batch -> look(model, owner, unseen.plain(batch), batch.length)
                                    .get(":, 0"));
        }
    }
}
