package dev.vitrine.affinity;

/** Keeps the strongest of what it is offered, strongest first; among equals the first offered. */
final class Strongest {

    private final long[] items;
    private final float[] weights;
    private int size;

    Strongest(int limit) {
        items = new long[limit];
        weights = new float[limit];
    }

    void offer(long item, float weight) {
        if (size == items.length && (size == 0 || weight <= weights[size - 1])) {
            return;
        }
        int place = size < items.length ? size++ : size - 1;
        while (place > 0 && weights[place - 1] < weight) {
            weights[place] = weights[place - 1];
            items[place] = items[place - 1];
            place--;
        }
        weights[place] = weight;
        items[place] = item;
    }

    /** What the next must exceed to be kept; 0 while there is room. */
    float least() {
        return size < items.length || size == 0 ? 0 : weights[size - 1];
    }

    Neighbours neighbours() {
        return new Neighbours(java.util.Arrays.copyOf(items, size), java.util.Arrays.copyOf(weights, size));
    }
}
