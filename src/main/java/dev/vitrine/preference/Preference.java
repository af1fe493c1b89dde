package dev.vitrine.preference;

import dev.vitrine.index.Modality;
import dev.vitrine.vector.UnitVector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user likes, as of one interaction.
 *
 * @param interests per modality (image, text), strongest first, at most five; weights of a modality sum to 1
 * @param sessions per modality the direction of the last minutes; absent without a recent event
 * @param dislikes per modality the rejected items' directions, weighted 1 when just rejected and less with time
 * @param touched items the user saw, liked or bought, to leave out of home recommendations
 * @param disliked items the user rejected
 * @param positives how many positive interactions this rests on
 * @param recent how many of them belong to the session
 * @param last the item of the session's last positive interaction; null without a session
 * @param bought items the user bought, those aside that may be bought again
 * @param carted items that lie in the user's cart
 * @param history liked items of any age, latest first, with the root of their strongest type's weight: for what goes
 *     together by behaviour
 */
public record Preference(
        String user,
        Map<Modality, List<Interest>> interests,
        Map<Modality, UnitVector> sessions,
        Map<Modality, List<Interest>> dislikes,
        Set<Long> touched,
        Set<Long> disliked,
        int positives,
        int recent,
        @Nullable Long last,
        Set<Long> bought,
        Set<Long> carted,
        Map<Long, Double> history) {

    /** Of a user who bought nothing and has nothing in the cart, by likeness alone. */
    public Preference(
            String user,
            Map<Modality, List<Interest>> interests,
            Map<Modality, UnitVector> sessions,
            Map<Modality, List<Interest>> dislikes,
            Set<Long> touched,
            Set<Long> disliked,
            int positives,
            int recent,
            @Nullable Long last) {
        this(
                user, interests, sessions, dislikes, touched, disliked, positives, recent, last, Set.of(), Set.of(),
                Map.of());
    }

    /**
     * A group of liked items that look (or read) alike.
     *
     * @param item the medoid: the member nearest to all others, so that a reason can be shown; {@link #NO_ITEM} where words
     *     or a picture were given instead of items
     * @param direction the members' weighted mean: what they have in common, less what each has besides
     */
    public record Interest(long item, double weight, UnitVector direction) {

        /** No item has this key. */
        public static final long NO_ITEM = 0;
    }

    /** Of a user nothing is known of. */
    public static Preference none(String user) {
        return new Preference(user, Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), 0, 0, null);
    }

    /** Whether nothing is known yet. */
    public boolean isEmpty() {
        return positives == 0;
    }
}
