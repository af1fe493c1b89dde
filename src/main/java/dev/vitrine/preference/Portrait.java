package dev.vitrine.preference;

import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import java.util.List;
import java.util.Map;

/**
 * A taste to look at: as items, weights and words.
 *
 * @param positives positive interactions it rests on
 * @param interests per modality the items that stand for what is liked, strongest first; weights of a modality sum to 1
 * @param session items of the present visit, latest first
 * @param disliked rejected items
 * @param words what most of the liked items have in common
 */
public record Portrait(
        String user,
        int positives,
        Map<Modality, List<Weighted>> interests,
        List<Weighted> session,
        List<Weighted> disliked,
        List<Share> words) {

    /** An item and what it counts. */
    public record Weighted(Item item, double weight) {}

    /**
     * A value and how much of what the user likes has it.
     *
     * @param attribute "category" or an attribute's name
     * @param share of the likes' weight, 0 to 1
     */
    public record Share(String attribute, String value, double share) {}
}
