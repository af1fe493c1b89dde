package dev.vitrine.vision.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import java.util.Arrays;

/**
 * Token ids of several texts, padded with 0 to the longest.
 *
 * @param ids [B, L]
 * @param lengths without the padding
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tokens(NDArray ids, int[] lengths) {

    /** The ids as an array of the manager's. */
    public static Tokens of(NDManager manager, long[][] ids) {
        int[] lengths = Arrays.stream(ids).mapToInt(text -> text.length).toArray();
        int longest = Arrays.stream(lengths).max().orElse(0);
        long[] padded = new long[ids.length * longest];
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(ids[i], 0, padded, i * longest, ids[i].length);
        }
        return new Tokens(manager.create(padded, new Shape(ids.length, longest)), lengths);
    }

    /** L. */
    public int longest() {
        return (int) ids.getShape().get(1);
    }

    /**
     * Each id's row of a table.
     *
     * @param table [vocabulary, D]
     * @return [B, L, D]
     */
    public NDArray embedded(NDArray table) {
        return Embedding.embedding(ids, table, SparseFormat.DENSE).singletonOrThrow();
    }
}
