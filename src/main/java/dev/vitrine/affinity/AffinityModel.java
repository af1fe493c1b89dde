package dev.vitrine.affinity;

import dev.vitrine.interaction.EventType;
import dev.vitrine.interaction.Interaction;
import java.util.Collection;
import java.util.Map;

/** From a log to tables of neighbours: pure, no database, no clock, the same at night and in an evaluation. */
final class AffinityModel {

    private AffinityModel() {}

    static Tables tables(Collection<Interaction> log, Map<String, EventType> types, AffinityProperties settings) {
        Likes likes = Likes.of(log, types, settings.history());
        return new Tables(
                likes.users(),
                Map.of(
                        Kind.LIKED, Ease.rows(likes, settings),
                        Kind.KNN, ItemKnn.rows(likes, settings),
                        Kind.BOUGHT, Baskets.rows(log, settings)));
    }
}
