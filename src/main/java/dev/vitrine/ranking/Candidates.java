package dev.vitrine.ranking;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * From a preference to a page: probes of the index for every interest and the session in both modalities, popular items
 * and new arrivals; without what may not be shown; scored, diversified and filled up.
 */
@Component
class Candidates {

    private final VectorIndex index;
    private final Catalog catalog;
    private final RankingProperties settings;

    Candidates(VectorIndex index, Catalog catalog, RankingProperties settings) {
        this.index = index;
        this.catalog = catalog;
        this.settings = settings;
    }

    List<Scored> page(Preference preference, List<Popularity> popular, Wanted wanted) {
        Map<Long, Double> popularity = scaled(popular);
        List<Scored> page = new ArrayList<>();
        if (!preference.interests().isEmpty() || !preference.sessions().isEmpty()) {
            page.addAll(matching(preference, popular, popularity, wanted));
        }
        if (page.size() < wanted.limit()) {
            fill(page, popular, popularity, wanted);
        }
        return page;
    }

    private List<Scored> matching(
            Preference preference, List<Popularity> popular, Map<Long, Double> popularity, Wanted wanted) {
        Set<Long> items = probed(preference, wanted);
        popular.forEach(entry -> items.add(entry.item()));
        items.addAll(catalog.available(settings.arrivals(), wanted.filter()));
        items.removeAll(wanted.excluded());
        Set<Long> shown = catalog.available(items, wanted.filter());
        Vectors vectors = Vectors.of(index, shown);
        var scorer = new Scorer(preference, vectors, popularity, settings);
        List<Scored> bestFirst = shown.stream()
                .filter(item ->
                        Vectors.MODALITIES.stream().anyMatch(modality -> vectors.vector(modality, item) != null))
                .map(scorer::score)
                .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::item))
                .toList();
        return Diversity.page(bestFirst, vectors, settings.diversity(), wanted.limit());
    }

    /** What the probes find, the likeliest first, up to a limit: each costs two vectors to read and to compare. */
    private Set<Long> probed(Preference preference, Wanted wanted) {
        int size = Math.max(settings.probe(), 2 * wanted.limit());
        Reach reach = index.reach(wanted.filter());
        Map<Long, Double> likeness = new HashMap<>();
        for (Modality modality : Vectors.MODALITIES) {
            List<Interest> interests = preference.interests().getOrDefault(modality, List.of());
            UnitVector session = preference.sessions().get(modality);
            if (interests.isEmpty() && session == null) {
                continue;
            }
            Background background = index.background(modality, modality);
            List<UnitVector> queries =
                    new ArrayList<>(interests.stream().map(Interest::direction).toList());
            if (session != null) {
                queries.add(session);
            }
            queries.forEach(query -> index.nearest(query, modality, size, wanted.excluded(), reach)
                    .forEach(neighbour ->
                            likeness.merge(neighbour.item(), background.z(neighbour.similarity()), Math::max)));
        }
        return likeness.entrySet().stream()
                .sorted(Map.Entry.<Long, Double>comparingByValue().reversed())
                .limit(Math.max(settings.candidates(), size))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Popular items, then new arrivals, until the page is full or the shop has no more. */
    private void fill(List<Scored> page, List<Popularity> popular, Map<Long, Double> popularity, Wanted wanted) {
        int limit = wanted.limit();
        Set<Long> passed = new HashSet<>(wanted.excluded());
        page.forEach(scored -> passed.add(scored.item()));
        Set<Long> shown = catalog.available(
                popular.stream()
                        .map(Popularity::item)
                        .filter(item -> !passed.contains(item))
                        .toList(),
                wanted.filter());
        for (Popularity entry : popular) {
            if (page.size() < limit && shown.contains(entry.item())) {
                double score = settings.popularity() * popularity.getOrDefault(entry.item(), 0.0);
                page.add(new Scored(entry.item(), score, Kind.POPULAR, null, 0));
                passed.add(entry.item());
            }
        }
        if (page.size() < limit) {
            // As many as could be passed over, and a page.
            for (long item : catalog.available(limit + passed.size(), wanted.filter())) {
                if (page.size() < limit && passed.add(item)) {
                    page.add(new Scored(item, 0, Kind.NEW, null, 0));
                }
            }
        }
    }

    /** From 0 to 1; logarithmic, because popularity has a long tail. */
    private static Map<Long, Double> scaled(List<Popularity> popular) {
        double most = popular.stream().mapToDouble(Popularity::weight).max().orElse(0);
        Map<Long, Double> scaled = new HashMap<>();
        popular.forEach(
                entry -> scaled.put(entry.item(), most == 0 ? 0 : Math.log1p(entry.weight()) / Math.log1p(most)));
        return scaled;
    }
}
