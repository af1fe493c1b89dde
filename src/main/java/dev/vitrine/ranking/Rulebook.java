package dev.vitrine.ranking;

import dev.vitrine.catalog.Filter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules for one page.
 *
 * @param hidden what is not shown
 * @param boosts what gains (or loses) how much
 * @param pins which items stand in which place, from 1
 * @param caps how many of each value of an attribute a page may hold
 */
record Rulebook(List<Filter> hidden, Map<Filter, Double> boosts, Map<Integer, Filter> pins, Map<String, Integer> caps) {

    static final Rulebook NONE = new Rulebook(List.of(), Map.of(), Map.of(), Map.of());

    /** The same with further caps; where both name an attribute, the smaller holds. */
    Rulebook with(Map<String, Integer> more) {
        Map<String, Integer> all = new HashMap<>(caps);
        more.forEach((attribute, most) -> all.merge(attribute, most, Math::min));
        return new Rulebook(hidden, boosts, pins, all);
    }
}
