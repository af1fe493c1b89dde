package dev.vitrine.affinity;

/**
 * An item's neighbours, strongest first. Not copied; nobody changes the arrays.
 *
 * @param items their keys
 * @param weights above 0, comparable within a table
 */
public record Neighbours(long[] items, float[] weights) {

    /** Nothing. */
    public static final Neighbours NONE = new Neighbours(new long[0], new float[0]);

    /** How many. */
    public int size() {
        return items.length;
    }
}
