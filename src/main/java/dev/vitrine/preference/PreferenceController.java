package dev.vitrine.preference;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemView;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.Interactions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A user's preference, to look at: as items, weights and words. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "Users")
class PreferenceController {

    private final Preferences preferences;
    private final Catalog catalog;

    PreferenceController(Preferences preferences, Catalog catalog) {
        this.preferences = preferences;
        this.catalog = catalog;
    }

    /**
     * The answer.
     *
     * @param positives positive interactions it rests on
     * @param session items of the present visit, latest first
     */
    record Answer(
            String user,
            int positives,
            Map<String, List<Weighted>> interests,
            List<Weighted> session,
            List<Weighted> disliked,
            List<Words.Share> words) {}

    /** An item and what it counts. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Weighted(@Nullable ItemView item, double weight) {}

    @GetMapping("/users/{user}/preference")
    @Operation(summary = "What is known of a taste: items, weights and words")
    Answer preference(@PathVariable String user, @RequestParam(defaultValue = "en") String language) {
        Preference preference = preferences.of(Interactions.checkedUser(user));
        Signals signals = preferences.signals(user);
        Map<Long, Item> items = catalog.items(mentioned(preference, signals));
        Map<String, List<Weighted>> interests = new LinkedHashMap<>();
        interests.put("picture", interests(preference, Modality.IMAGE, items, language));
        interests.put("text", interests(preference, Modality.TEXT, items, language));
        return new Answer(
                user,
                preference.positives(),
                interests,
                weighted(shares(signals.session()), items, language),
                weighted(signals.disliked(), items, language),
                Words.of(signals.liked(), items));
    }

    private static Collection<Long> mentioned(Preference preference, Signals signals) {
        Set<Long> items = new HashSet<>(signals.liked().keySet());
        items.addAll(signals.session().keySet());
        items.addAll(signals.disliked().keySet());
        preference.interests().values().forEach(groups -> groups.forEach(group -> items.add(group.item())));
        return items;
    }

    private static List<Weighted> interests(
            Preference preference, Modality modality, Map<Long, Item> items, String language) {
        Map<Long, Double> weights = new LinkedHashMap<>();
        preference
                .interests()
                .getOrDefault(modality, List.of())
                .forEach(group -> weights.put(group.item(), group.weight()));
        return weighted(weights, items, language);
    }

    private static Map<Long, Double> shares(Map<Long, Double> weights) {
        double total =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<Long, Double> shares = new LinkedHashMap<>();
        weights.forEach((item, weight) -> shares.put(item, weight / total));
        return shares;
    }

    private static List<Weighted> weighted(Map<Long, Double> weights, Map<Long, Item> items, String language) {
        return weights.entrySet().stream()
                .filter(entry -> items.containsKey(entry.getKey()))
                .map(entry -> new Weighted(
                        ItemView.of(
                                Objects.requireNonNull(items.get(entry.getKey())), language.toLowerCase(Locale.ROOT)),
                        Math.round(entry.getValue() * 10_000) / 10_000.0))
                .toList();
    }
}
