package dev.vitrine.index;

/**
 * The nearest others of an item, nearest first. Not copied; nobody changes the arrays.
 *
 * @param items their keys
 * @param similarities cosines, in [-1, 1]
 */
public record Alike(long[] items, float[] similarities) {

    /** Of an item without a vector. */
    static final Alike NONE = new Alike(new long[0], new float[0]);

    /** How many. */
    public int size() {
        return items.length;
    }
}
