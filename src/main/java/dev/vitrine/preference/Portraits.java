package dev.vitrine.preference;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.preference.Portrait.Weighted;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Draws what is known of users' tastes for people. */
@Service
public class Portraits {

    private final Preferences preferences;
    private final Catalog catalog;

    Portraits(Preferences preferences, Catalog catalog) {
        this.preferences = preferences;
        this.catalog = catalog;
    }

    /** The user's taste; an empty one of a user nothing is known of. */
    public Portrait of(String user) {
        Preference preference = preferences.of(user);
        Signals signals = preferences.signals(user);
        Map<Long, Item> items = catalog.items(mentioned(preference, signals));
        Map<Modality, List<Weighted>> interests = new EnumMap<>(Modality.class);
        preference.interests().forEach((modality, groups) -> {
            Map<Long, Double> weights = new LinkedHashMap<>();
            groups.forEach(group -> weights.put(group.item(), group.weight()));
            interests.put(modality, weighted(weights, items));
        });
        return new Portrait(
                user,
                preference.positives(),
                interests,
                weighted(shares(signals.session()), items),
                weighted(signals.disliked(), items),
                Words.of(signals.liked(), items));
    }

    private static Collection<Long> mentioned(Preference preference, Signals signals) {
        Set<Long> items = new HashSet<>(signals.liked().keySet());
        items.addAll(signals.session().keySet());
        items.addAll(signals.disliked().keySet());
        preference.interests().values().forEach(groups -> groups.forEach(group -> items.add(group.item())));
        return items;
    }

    private static Map<Long, Double> shares(Map<Long, Double> weights) {
        double total =
                weights.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<Long, Double> shares = new LinkedHashMap<>();
        weights.forEach((item, weight) -> shares.put(item, weight / total));
        return shares;
    }

    private static List<Weighted> weighted(Map<Long, Double> weights, Map<Long, Item> items) {
        return weights.entrySet().stream()
                .filter(entry -> items.containsKey(entry.getKey()))
                .map(entry -> new Weighted(Objects.requireNonNull(items.get(entry.getKey())), entry.getValue()))
                .toList();
    }
}
