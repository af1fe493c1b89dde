package dev.vitrine.vision.blip;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.vitrine.tensor.InferencePool;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Matcher;
import dev.vitrine.vision.checkpoint.Checkpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A BLIP whose text encoder reads a text while it looks at the picture, and whose head tells whether they fit. */
public final class BlipMatcher extends Blip implements Matcher {

    private final LookingBert encoder;

    BlipMatcher(Checkpoint checkpoint, BlipModel model, NDManager manager) throws IOException {
        super(checkpoint, model, manager);
        encoder = model.encoder();
    }

    @Override
    public double[] matches(List<Pair> pairs, Priority priority) {
        double[] matches = new double[pairs.size()];
        for (Logits logits : logits(pairs, priority)) {
            matches[logits.pair] = 1 / (1 + Math.exp((double) logits.no - logits.yes));
        }
        return matches;
    }

    /** The head's scores of a pair. */
    record Logits(int pair, float no, float yes) {}

    List<Logits> logits(List<Pair> pairs, Priority priority) {
        int most = model.config().text().positions();
        List<long[]> ids = pairs.stream().map(pair -> ids(pair.text(), most)).toList();
        return groups(ids).stream()
                .flatMap(group -> {
                    var seen = new Pictures(
                            model,
                            preprocessing,
                            group.stream().map(i -> pairs.get(i).picture()).toList());
                    long[][] texts = group.stream().map(ids::get).toArray(long[][]::new);
                    float[] scores = InferencePool.shared().run(priority == Priority.BULK, () -> scores(seen, texts));
                    return java.util.stream.IntStream.range(0, group.size())
                            .mapToObj(i -> new Logits(group.get(i), scores[2 * i], scores[2 * i + 1]));
                })
                .toList();
    }

    private float[] scores(Pictures seen, long[][] texts) {
        try (var scope = new NDScope();
                NDManager owner = Torch.manager()) {
            scope.suppressNotUsedWarning();
            long[] flat = Arrays.stream(texts).flatMapToLong(Arrays::stream).toArray();
            NDArray ids = owner.create(flat, new Shape(texts.length, texts[0].length));
            NDArray states = encoder.encode(ids, encoder.looking(seen.look(owner))); // [B, L, D]
            return model.matches(states).toFloatArray();
        }
    }
}
