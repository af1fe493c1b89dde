package dev.vitrine.vision.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import dev.vitrine.tensor.Torch;
import dev.vitrine.vision.LabelledPictures;
import dev.vitrine.vision.LabelledPictures.Attribute;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A linear classifier per attribute on a picture's vector: the dense signal that small towers learn from. */
final class Heads {

    private final List<Attribute> attributes;
    private final Map<String, NDArray> tensors = new LinkedHashMap<>();

    /** Heads that know nothing yet. */
    Heads(NDManager manager, List<Attribute> attributes, int width) {
        this.attributes = attributes;
        int total = attributes.stream().mapToInt(Attribute::values).sum();
        if (total > 0) {
            tensors.put("heads.weight", manager.zeros(new Shape(total, width)));
            tensors.put("heads.bias", manager.zeros(new Shape(total)));
        }
    }

    boolean none() {
        return tensors.isEmpty();
    }

    /** What is to be trained. */
    Map<String, NDArray> tensors() {
        return tensors;
    }

    private NDArray logits(NDArray features) {
        return Linear.linear(features, tensors.get("heads.weight"), tensors.get("heads.bias"))
                .singletonOrThrow();
    }

    /**
     * Mean cross-entropy of each attribute over the pictures whose value is known, summed over the attributes.
     *
     * @param features [B, D]
     */
    NDArray loss(NDArray features, LabelledPictures data, int[] batch) {
        NDManager manager = features.getManager();
        NDArray logits = logits(features); // [B, all values]
        NDArray sum = manager.zeros(new Shape());
        int from = 0;
        for (int a = 0; a < attributes.size(); a++) {
            int values = attributes.get(a).values();
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
            sum = sum.add(Torch.times(right.sum(), 1.0 / Math.max(1, known)));
            from += values;
        }
        return sum;
    }

    /**
     * How often each attribute is told right, in words; empty without heads.
     *
     * @param count pictures to look at, from the first
     * @param features gives a batch's vectors; its arrays are scoped here
     */
    String report(LabelledPictures data, int count, int size, Function<int[], NDArray> features) {
        if (none()) {
            return "";
        }
        int[] right = new int[attributes.size()];
        int[] known = new int[attributes.size()];
        for (int from = 0; from < count; from += size) {
            int[] batch = IntStream.range(from, Math.min(from + size, count)).toArray();
            float[] scores;
            try (var scope = new ai.djl.ndarray.NDScope()) {
                scope.suppressNotUsedWarning();
                scores = logits(features.apply(batch)).toFloatArray();
            }
            int total = scores.length / batch.length;
            for (int i = 0; i < batch.length; i++) {
                int offset = i * total;
                for (int a = 0; a < right.length; a++) {
                    int values = attributes.get(a).values();
                    int value = data.values(batch[i])[a];
                    known[a] += value >= 0 ? 1 : 0;
                    right[a] += value == best(scores, offset, values) ? 1 : 0;
                    offset += values;
                }
            }
        }
        return IntStream.range(0, right.length)
                .mapToObj(a -> String.format(
                        Locale.ROOT, "%s %.3f", attributes.get(a).name(), right[a] / (double) Math.max(1, known[a])))
                .collect(Collectors.joining(", ", "heads on unseen: ", ""));
    }

    private static int best(float[] scores, int from, int count) {
        int best = 0;
        for (int v = 1; v < count; v++) {
            if (scores[from + v] > scores[from + best]) {
                best = v;
            }
        }
        return best;
    }
}
