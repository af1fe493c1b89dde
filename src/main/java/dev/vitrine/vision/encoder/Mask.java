package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which places of a sequence a place may look at.
 *
 * @param causal only itself and those before it
 * @param lengths per sequence how many places are real, the rest being padding nobody looks at; null where all are
 */
@SuppressWarnings("ArrayRecordComponent")
public record Mask(boolean causal, int @Nullable [] lengths) {

    /** Everybody looks at everybody. */
    public static final Mask NONE = new Mask(false, null);

    /** Each place looks at itself and those before it. */
    public static final Mask CAUSAL = new Mask(true, null);

    /** What a hidden place's score falls by: its share is exactly 0, and 0 times this is a number. */
    private static final float HIDDEN = -1e9f;

    /** Padded sequences; without padding it is {@link #NONE}. */
    public static Mask padded(int[] lengths) {
        int longest = Arrays.stream(lengths).max().orElse(0);
        return Arrays.stream(lengths).allMatch(length -> length == longest) ? NONE : new Mask(false, lengths);
    }

    /** As an addend of attention scores from every place: [B or 1, 1, S, S] or, not causal, [B, 1, 1, S]; null: no need. */
    @Nullable
    NDArray addend(NDManager manager, int places) {
        if (!causal) {
            return lengths == null ? null : addend(manager, places, new int[lengths.length]);
        }
        int sequences = lengths == null ? 1 : lengths.length;
        float[] values = new float[sequences * places * places];
        for (int row = 0; row < sequences * places; row++) {
            int seen = row % places + 1;
            if (lengths != null) {
                seen = Math.min(seen, lengths[row / places]);
            }
            Arrays.fill(values, row * places + seen, (row + 1) * places, HIDDEN);
        }
        return manager.create(values, new Shape(sequences, 1, places, places));
    }

    /** The same from one place of each sequence: [B, 1, 1, S]; null: no need. */
    @Nullable
    NDArray addend(NDManager manager, int places, int[] from) {
        if (this.equals(NONE)) {
            return null;
        }
        float[] values = new float[from.length * places];
        for (int i = 0; i < from.length; i++) {
            int seen = causal ? from[i] + 1 : places;
            if (lengths != null) {
                seen = Math.min(seen, lengths[i]);
            }
            Arrays.fill(values, i * places + seen, (i + 1) * places, HIDDEN);
        }
        return manager.create(values, new Shape(from.length, 1, 1, places));
    }
}
