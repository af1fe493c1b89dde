package dev.vitrine.evaluation.offline;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.Hybrid;
import dev.vitrine.ranking.Mixes;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.vector.UnitVector;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What methods share about a split, computed once: items, tables of neighbours, weights, vectors, preferences. */
final class Shelf {

    private final Split split;
    private final Set<Long> items;
    private final Interactions interactions;
    private final Preferences preferences;
    private final VectorIndex index;
    private final Neighbourhood neighbours;
    private final Mixes mixes;
    private final Ranking ranking;
    private @Nullable Hybrid hybrid;
    private final Map<Modality, Map<Long, UnitVector>> vectors = new EnumMap<>(Modality.class);
    private final Map<String, Preference> known = new HashMap<>();

    Shelf(
            Split split,
            Set<Long> items,
            Interactions interactions,
            Preferences preferences,
            VectorIndex index,
            Affinity affinity,
            Ranking ranking) {
        this.split = split;
        this.items = items;
        this.interactions = interactions;
        this.preferences = preferences;
        this.index = index;
        neighbours = affinity.of(split.train());
        this.ranking = ranking;
        mixes = ranking.taught(split.train());
    }

    /** The items that may be shown. */
    Set<Long> items() {
        return items;
    }

    Neighbourhood neighbours() {
        return neighbours;
    }

    /** The weights that the training part teaches. */
    Mixes mixes() {
        return mixes;
    }

    /** What the training part teaches hybrid fusion. */
    Hybrid hybrid() {
        Hybrid taught = hybrid == null ? ranking.taught(split.train(), mixes) : hybrid;
        hybrid = taught;
        return taught;
    }

    /** What was popular at a time, of what was known then. */
    List<Popularity> popular(Instant at, int limit) {
        return interactions.popularAt(split.train(), at, limit);
    }

    Preference preference(Split.Case user) {
        return known.computeIfAbsent(
                user.user(), id -> preferences.from(user.user(), user.before(), user.at(), List.of(Modality.values())));
    }

    /** What the user had touched. */
    static Set<Long> touched(Split.Case user) {
        return Splits.items(user.before());
    }

    List<Interaction> train() {
        return split.train();
    }

    /** All vectors of a modality. */
    Map<Long, UnitVector> vectors(Modality modality) {
        return vectors.computeIfAbsent(modality, side -> index.vectors(side, items));
    }
}
