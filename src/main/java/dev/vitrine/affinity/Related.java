package dev.vitrine.affinity;

import it.unimi.dsi.fastutil.longs.Long2DoubleMap;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How strongly items go with a profile, and by which of its items most. */
public final class Related {

    /** Nothing goes with it. */
    public static final Related NONE = new Related();

    private static final int START = 256;
    private static final int ABSENT = -1;

    private final Long2IntOpenHashMap places = new Long2IntOpenHashMap(START);
    private long[] items = new long[START];
    private double[] scores = new double[START];
    private double[] strongest = new double[START];
    private long[] because = new long[START];

    Related() {
        places.defaultReturnValue(ABSENT);
    }

    /** An item of the profile says a part, above 0, of another. */
    void add(long item, long by, double part) {
        int next = places.size();
        int place = places.putIfAbsent(item, next);
        if (place == ABSENT) {
            place = next;
            if (place == items.length) {
                grow();
            }
            items[place] = item;
        }
        scores[place] += part;
        if (part > strongest[place]) {
            strongest[place] = part;
            because[place] = by;
        }
    }

    private void grow() {
        int size = 2 * items.length;
        items = Arrays.copyOf(items, size);
        scores = Arrays.copyOf(scores, size);
        strongest = Arrays.copyOf(strongest, size);
        because = Arrays.copyOf(because, size);
    }

    /** How many items. */
    public int size() {
        return places.size();
    }

    /** Above 0; 0 for an item that does not go with it. */
    public double score(long item) {
        int place = places.get(item);
        return place == ABSENT ? 0 : scores[place];
    }

    /** The profile's item that says most of it; null where none does. */
    public @Nullable Long because(long item) {
        int place = places.get(item);
        return place == ABSENT ? null : Long.valueOf(because[place]);
    }

    /** All of them with their scores. */
    public Long2DoubleMap scores() {
        var all = new Long2DoubleOpenHashMap(size());
        for (int place = 0; place < size(); place++) {
            all.put(items[place], scores[place]);
        }
        return all;
    }

    /** The items that go with it most, strongest first. */
    public long[] strongest(int limit) {
        var best = new Strongest(limit);
        for (int place = 0; place < size(); place++) {
            best.offer(items[place], (float) scores[place]);
        }
        return best.neighbours().items();
    }
}
