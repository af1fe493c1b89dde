package dev.vitrine.ranking;

import dev.vitrine.preference.Preference;
import dev.vitrine.ranking.reranker.ReRanker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What hybrid fusion adds to late fusion: a network that was found to foretell users better. Or nothing, when none was: late
 * fusion serves then.
 */
public final class Hybrid {

    /** No network; late fusion serves. */
    public static final Hybrid NONE = new Hybrid(null, 0);

    private final @Nullable ReRanker network;
    private final int space;

    Hybrid(@Nullable ReRanker network, int space) {
        this.network = network;
        this.space = space;
    }

    /** Whether there is no network. */
    public boolean isAbsent() {
        return network == null;
    }

    /** Whether its network was taught by vectors of that space; those of another mean nothing to it. */
    boolean isOf(int other) {
        return network != null && space == other;
    }

    /**
     * The candidates with their scores changed, best first by late fusion as before. Those behind the first stay behind
     * them: they lose what the worst of the first loses.
     *
     * @param late best first
     */
    List<Scored> moved(List<Scored> late, Preference preference, Candidates.Pool pool, Slates slates) {
        if (network == null || late.isEmpty()) {
            return late;
        }
        List<Scored> first = late.subList(0, Math.min(slates.first(), late.size()));
        float[] changes = network.changes(slates.of(preference, pool, first));
        double unit = Slates.deviation(first);
        double least = Double.POSITIVE_INFINITY;
        List<Scored> moved = new ArrayList<>();
        for (int i = 0; i < late.size(); i++) {
            double change = i < changes.length ? unit * changes[i] : least;
            least = Math.min(least, change);
            moved.add(late.get(i).plus(change));
        }
        return moved;
    }
}
