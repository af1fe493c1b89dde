package dev.vitrine.ranking;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.index.Fused;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.Reach;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Behaviour.Channels;
import dev.vitrine.ranking.Behaviour.Recalled;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * From a preference to a page: probes of the index for every interest and the session in both modalities, what behaviour
 * and words call up, popular items and new arrivals; without what may not be shown; scored, boosted, capped, diversified
 * and filled up.
 */
@Component
class Candidates {

    private static final Comparator<Scored> BEST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed();

    private final VectorIndex index;
    private final Catalog catalog;
    private final Behaviour behaviour;
    private final Slates slates;

    Candidates(VectorIndex index, Catalog catalog, Behaviour behaviour, Slates slates) {
        this.index = index;
        this.catalog = catalog;
        this.behaviour = behaviour;
        this.slates = slates;
    }

    List<Scored> page(Preference preference, Knowledge knowledge, Wanted wanted) {
        var caps = new Caps(wanted.rules().caps(), catalog);
        List<Scored> page = new ArrayList<>();
        List<Scored> surplus = new ArrayList<>();
        if (!preference.interests().isEmpty()
                || !preference.sessions().isEmpty()
                || !preference.history().isEmpty()) {
            page.addAll(matching(preference, knowledge, wanted, caps, surplus));
        }
        if (page.size() < wanted.limit() && wanted.among() == null) {
            fill(page, knowledge.popular(), wanted, caps, surplus);
        }
        return pinned(page, wanted);
    }

    private List<Scored> matching(
            Preference preference, Knowledge knowledge, Wanted wanted, Caps caps, List<Scored> surplus) {
        Pool pool = pool(preference, knowledge, wanted);
        Map<Long, Double> boosts = boosts(pool.items(), wanted);
        List<Scored> scored = pool.late();
        Map<Long, Double> changes = new HashMap<>();
        if (wanted.settings().fusion().with(knowledge.hybrid()) == Fusion.HYBRID) {
            List<Scored> moved = knowledge.hybrid().moved(scored, preference, pool, slates);
            for (int i = 0; wanted.explained() && i < moved.size(); i++) {
                changes.put(
                        moved.get(i).item(),
                        moved.get(i).score() - scored.get(i).score());
            }
            scored = moved;
        }
        List<Scored> bestFirst = scored.stream()
                .map(each -> each.plus(boosts.getOrDefault(each.item(), 0.0)))
                .sorted(BEST_FIRST.thenComparingLong(Scored::item))
                .toList();
        List<Scored> page = Diversity.page(
                        admitted(bestFirst, caps, surplus),
                        pool.vectors(),
                        wanted.settings().diversity(),
                        wanted.limit())
                .stream()
                .map(pool::explained)
                .toList();
        return wanted.explained()
                ? page.stream()
                        .map(each -> told(each, pool, changes))
                        .map(each -> each.telling("boost", boosts.getOrDefault(each.item(), 0.0)))
                        .toList()
                : page;
    }

    private static Scored told(Scored scored, Pool pool, Map<Long, Double> changes) {
        Scored told = scored.telling(pool.scorer().features(scored.item()));
        Double change = changes.get(scored.item());
        return change == null ? told : told.telling("re-ranker", change);
    }

    /** What is looked at for a user, with all that is needed to score it. */
    record Pool(Set<Long> items, Vectors vectors, Channels channels, Scorer scorer) {

        /** The items of which more is known than that they are there. */
        Stream<Long> speaking() {
            return items.stream().filter(item -> channels.any(item) || vectors.has(item));
        }

        /** The same with their scores, best first. */
        List<Scored> late() {
            return speaking()
                    .map(scorer::score)
                    .sorted(BEST_FIRST.thenComparingLong(Scored::item))
                    .toList();
        }

        private Scored explained(Scored scored) {
            return switch (scored.kind()) {
                case TOGETHER -> scored.because(channels.together(scored.item()));
                case WORDED_LIKE -> scored.because(channels.wording(scored.item()));
                default -> scored;
            };
        }
    }

    /** What is looked at; rules have no say yet. */
    Pool pool(Preference preference, Knowledge knowledge, Wanted wanted) {
        RankingProperties settings = wanted.settings();
        Recalled recalled = behaviour.recall(preference, knowledge.neighbours());
        Set<Long> items;
        if (wanted.among() == null) {
            items = probed(preference, wanted);
            items.addAll(recalled.items(Math.max(settings.related(), 2 * wanted.limit())));
            knowledge.popular().stream().limit(settings.popular()).forEach(entry -> items.add(entry.item()));
            items.addAll(latest(settings.arrivals(), wanted.filter()));
        } else {
            items = new LinkedHashSet<>(wanted.among());
        }
        items.removeAll(wanted.excluded());
        Set<Long> shown = catalog.available(items, wanted.filter());
        Vectors vectors = Vectors.of(index, shown, settings.fusion().sides());
        Channels channels = behaviour.channels(
                recalled,
                shown,
                scaled(knowledge.popular()),
                wanted.among() == null ? settings.borrowers() : Integer.MAX_VALUE);
        return new Pool(
                shown, vectors, channels, new Scorer(preference, vectors, channels, knowledge.mixes(), settings));
    }

    /** Some items by likeness alone, without what rules add; their kind is not meant to be shown. */
    List<Scored> scored(Collection<Long> items, Preference preference, Wanted wanted) {
        if (preference.interests().isEmpty() && preference.sessions().isEmpty()) {
            return items.stream()
                    .map(item -> new Scored(item, 0, Kind.NEW, null, 0))
                    .toList();
        }
        var scorer = new Scorer(
                preference,
                Vectors.of(index, items, wanted.settings().fusion().sides()),
                Channels.none(Map.of()),
                Mixes.of(wanted.settings()),
                wanted.settings());
        return items.stream().map(scorer::score).toList();
    }

    /** Without those that a cap leaves out; these are kept, in case the page cannot be filled otherwise. */
    private static List<Scored> admitted(List<Scored> bestFirst, Caps caps, List<Scored> surplus) {
        caps.learn(bestFirst.stream().map(Scored::item).toList());
        List<Scored> admitted = new ArrayList<>();
        bestFirst.forEach(scored -> (caps.admits(scored.item()) ? admitted : surplus).add(scored));
        return admitted;
    }

    private Map<Long, Double> boosts(Collection<Long> items, Wanted wanted) {
        return wanted.rules().boosts().isEmpty()
                ? Map.of()
                : catalog.weights(items, wanted.rules().boosts());
    }

    /** What the probes find, the likeliest first, up to a limit: each costs two vectors to read and to compare. */
    private Set<Long> probed(Preference preference, Wanted wanted) {
        Reach reach = index.reach(wanted.filter());
        int size = Math.max(wanted.settings().probe(), 2 * wanted.limit());
        List<VectorIndex.Probe> probes = new ArrayList<>();
        for (Modality modality : wanted.settings().fusion().sides()) {
            List<Interest> interests = preference.interests().getOrDefault(modality, List.of());
            UnitVector session = preference.sessions().get(modality);
            if (interests.isEmpty() && session == null) {
                continue;
            }
            List<UnitVector> queries =
                    new ArrayList<>(interests.stream().map(Interest::direction).toList());
            if (session != null) {
                queries.add(session);
            }
            if (modality == Modality.FUSED) {
                queries.replaceAll(
                        query -> Fused.weighted(query, wanted.settings().picture()));
            }
            queries.forEach(query -> probes.add(new VectorIndex.Probe(query, modality)));
        }
        Map<Long, Double> likeness = new HashMap<>();
        List<List<Neighbour>> found = index.nearest(probes, size, wanted.excluded(), reach);
        for (int p = 0; p < probes.size(); p++) {
            Modality modality = probes.get(p).modality();
            Background background = index.background(modality, modality);
            found.get(p)
                    .forEach(neighbour ->
                            likeness.merge(neighbour.item(), background.z(neighbour.similarity()), Math::max));
        }
        return likeness.entrySet().stream()
                .sorted(Map.Entry.<Long, Double>comparingByValue().reversed())
                .limit(Math.max(wanted.settings().candidates(), size))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Popular items, then new arrivals, then what a cap left out, until the page is full or the shop has no more. */
    private void fill(List<Scored> page, List<Popularity> popular, Wanted wanted, Caps caps, List<Scored> surplus) {
        Set<Long> passed = new HashSet<>(wanted.excluded());
        page.forEach(scored -> passed.add(scored.item()));
        List<Scored> likely = likely(popular, wanted, passed);
        surplus.removeIf(scored -> passed.contains(scored.item()));
        append(page, admitted(likely, caps, surplus), passed, wanted.limit());
        if (page.size() < wanted.limit()) {
            // As many as could be passed over, and a page.
            List<Scored> latest = latest(wanted.limit() + passed.size() + surplus.size(), wanted.filter()).stream()
                    .map(item -> told(new Scored(item, 0, Kind.NEW, null, 0), 0, wanted))
                    .filter(scored -> !passed.contains(scored.item())
                            && surplus.stream().noneMatch(left -> left.item() == scored.item()))
                    .toList();
            append(page, admitted(latest, caps, surplus), passed, wanted.limit());
        }
        append(page, surplus, passed, wanted.limit());
    }

    /** Popular items and some new arrivals, as popularity and boosts have them. */
    private List<Scored> likely(List<Popularity> popular, Wanted wanted, Set<Long> passed) {
        Map<Long, Double> popularity = scaled(popular);
        Set<Long> items = new LinkedHashSet<>();
        popular.forEach(entry -> items.add(entry.item()));
        boolean boosted = !wanted.rules().boosts().isEmpty();
        if (boosted) {
            items.addAll(latest(wanted.settings().arrivals(), wanted.filter()));
        }
        items.removeAll(passed);
        Set<Long> shown = catalog.available(items, wanted.filter());
        Map<Long, Double> boosts = boosts(shown, wanted);
        return items.stream()
                .filter(shown::contains)
                .map(item -> {
                    double prior = wanted.settings().popularity() * popularity.getOrDefault(item, 0.0);
                    double boost = boosts.getOrDefault(item, 0.0);
                    Kind kind = popularity.containsKey(item) ? Kind.POPULAR : Kind.NEW;
                    return told(new Scored(item, prior + boost, kind, null, 0), boost, wanted);
                })
                .sorted(BEST_FIRST)
                .toList();
    }

    private static Scored told(Scored scored, double boost, Wanted wanted) {
        return wanted.explained()
                ? scored.telling("popularity", scored.score() - boost).telling("boost", boost)
                : scored;
    }

    private static void append(List<Scored> page, List<Scored> more, Set<Long> passed, int limit) {
        for (Scored scored : more) {
            if (page.size() < limit && passed.add(scored.item())) {
                page.add(scored);
            }
        }
    }

    /** With each pin's latest item that may be shown in its place, or at the end of a shorter page. */
    private List<Scored> pinned(List<Scored> page, Wanted wanted) {
        if (wanted.rules().pins().isEmpty()) {
            return page;
        }
        List<Scored> arranged = new ArrayList<>(page);
        Set<Long> used = new HashSet<>(wanted.excluded());
        wanted.rules()
                .pins()
                .forEach((position, filter) -> newest(wanted, filter, used).ifPresent(item -> {
                    used.add(item);
                    Scored pin = arranged.stream()
                            .filter(scored -> scored.item() == item)
                            .findFirst()
                            .orElse(new Scored(item, 0, Kind.PINNED, null, 0))
                            .pinned();
                    arranged.removeIf(scored -> scored.item() == item);
                    if (position <= wanted.limit()) {
                        arranged.add(Math.min(position - 1, arranged.size()), pin);
                    }
                }));
        return arranged.subList(0, Math.min(arranged.size(), wanted.limit()));
    }

    private Optional<Long> newest(Wanted wanted, Filter filter, Set<Long> used) {
        return catalog.available(1 + used.size(), wanted.filter().and(filter)).stream()
                .filter(item -> !used.contains(item))
                .findFirst();
    }

    /** The latest arrivals that may be shown and match. */
    List<Long> latest(int limit, Filter filter) {
        Optional<List<Long>> known = index.reach(filter).latest(limit);
        if (known.isEmpty()) {
            return catalog.available(limit, filter);
        }
        Set<Long> shown = catalog.available(known.get(), filter);
        return known.get().stream().filter(shown::contains).toList();
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
