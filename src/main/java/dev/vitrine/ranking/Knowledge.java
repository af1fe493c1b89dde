package dev.vitrine.ranking;

import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.interaction.Interactions.Popularity;
import java.util.List;

/**
 * What a shop's log taught: as of now, or, for evaluation, from a part of it.
 *
 * @param popular most popular first
 * @param hybrid what hybrid fusion puts late fusion's order right by
 */
public record Knowledge(List<Popularity> popular, Neighbourhood neighbours, Mixes mixes, Hybrid hybrid) {

    /** Without a network. */
    public Knowledge(List<Popularity> popular, Neighbourhood neighbours, Mixes mixes) {
        this(popular, neighbours, mixes, Hybrid.NONE);
    }
}
