package dev.vitrine.ranking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.catalog.ItemRemoved;
import dev.vitrine.index.Fused;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Neighbour;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.index.VectorIndex.Background;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.ranking.Behaviour.Channels;
import dev.vitrine.ranking.Behaviour.Recalled;
import dev.vitrine.ranking.KeptPools.Scoring;
import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import it.unimi.dsi.fastutil.longs.Long2DoubleMap;
import it.unimi.dsi.fastutil.longs.Long2DoubleMaps;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongArrays;
import it.unimi.dsi.fastutil.longs.LongLinkedOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongList;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.time.Duration;
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
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * From a preference to a page: the neighbours of every interest's medoid and of the latest likes in both modalities (or
 * probes of the index, where these are too few or a filter is narrow), what behaviour and words call up, popular items and new arrivals; without what may not be shown; scored, boosted, capped, diversified
 * and filled up.
 */
@Component
class Candidates {

    private static final Comparator<Scored> BEST_FIRST =
            Comparator.comparingDouble(Scored::score).reversed();

    /** Of a user's latest likes these lead to their neighbours, too. */
    private static final int LATEST = 3;

    /** Of the best candidates so many are first asked whether they may be shown. */
    private static final int LOOKED_AT = 50;

    private static final int LOOKED_AT_PER_PLACE = 5;

    private final VectorIndex index;
    private final Catalog catalog;
    private final Behaviour behaviour;
    private final Slates slates;
    private final KeptPools kept;

    private final Cache<Arrivals, List<Long>> arrivals = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    private record Arrivals(int limit, Filter filter) {}

    Candidates(VectorIndex index, Catalog catalog, Behaviour behaviour, Slates slates, KeptPools kept) {
        this.index = index;
        this.catalog = catalog;
        this.behaviour = behaviour;
        this.slates = slates;
        this.kept = kept;
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

    /** From what neighbours' lists lead to, which costs no walk of the graph; if that is too little, by probes. */
    private List<Scored> matching(
            Preference preference, Knowledge knowledge, Wanted wanted, Caps caps, List<Scored> surplus) {
        boolean narrow = index.reach(wanted.filter()).few() != null;
        if (!narrow) {
            var cap = caps.copy();
            List<Scored> left = new ArrayList<>();
            Scoring scoring = kept.get(preference, knowledge, wanted, () -> pool(preference, knowledge, wanted));
            List<Scored> page = page(scoring, preference, knowledge, wanted, cap, left);
            if (page.size() == wanted.limit() || wanted.among() != null) {
                caps.become(cap);
                surplus.addAll(left);
                return page;
            }
        }
        return page(
                Scoring.of(pool(preference, knowledge, wanted, probed(preference, wanted))),
                preference,
                knowledge,
                wanted,
                caps,
                surplus);
    }

    private List<Scored> page(
            Scoring scoring,
            Preference preference,
            Knowledge knowledge,
            Wanted wanted,
            Caps caps,
            List<Scored> surplus) {
        Pool pool = scoring.pool();
        Map<Long, Double> boosts = boosts(pool.items(), wanted);
        List<Scored> scored = shown(scoring.bestFirst(), wanted);
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

    /**
     * Those that may be shown and match: of the first some, as many as a page and its diversity choose from, where no rule
     * can bring up one from further down and these suffice; else of all.
     */
    private List<Scored> shown(List<Scored> bestFirst, Wanted wanted) {
        boolean whole =
                !wanted.rules().boosts().isEmpty() || !wanted.rules().caps().isEmpty();
        int first = whole
                ? bestFirst.size()
                : Math.min(bestFirst.size(), Math.max(lookedAt(wanted), LOOKED_AT_PER_PLACE * wanted.limit()));
        List<Scored> some = shown(bestFirst.subList(0, first), wanted.filter());
        if (first == bestFirst.size() || some.size() >= Math.max(first / 2, Diversity.POOL * wanted.limit())) {
            return some;
        }
        List<Scored> all = new ArrayList<>(some);
        all.addAll(shown(bestFirst.subList(first, bestFirst.size()), wanted.filter()));
        return all;
    }

    private int lookedAt(Wanted wanted) {
        return wanted.settings().fusion() == Fusion.HYBRID ? Math.max(LOOKED_AT, 2 * slates.first()) : LOOKED_AT;
    }

    private List<Scored> shown(List<Scored> scored, Filter filter) {
        Set<Long> available =
                catalog.available(scored.stream().map(Scored::item).toList(), filter);
        return scored.stream().filter(each -> available.contains(each.item())).toList();
    }

    private static Scored told(Scored scored, Pool pool, Map<Long, Double> changes) {
        Scored told = scored.telling(pool.scorer().features(scored.item()));
        Double change = changes.get(scored.item());
        return change == null ? told : told.telling("re-ranker", change);
    }

    /** What is looked at for a user, with all that is needed to score it. */
    record Pool(LongSet items, Vectors vectors, Channels channels, Scorer scorer) {

        /** The items of which more is known than that they are there. */
        LongList speaking() {
            var speaking = new LongArrayList(items.size());
            items.forEach(item -> {
                if (channels.any(item) || vectors.has(item)) {
                    speaking.add(item);
                }
            });
            return speaking;
        }

        /** The same with their scores, best first. */
        List<Scored> late() {
            return speaking()
                    .longStream()
                    .mapToObj(scorer::score)
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

    /** What is looked at; neither rules nor what may be shown have a say yet. */
    Pool pool(Preference preference, Knowledge knowledge, Wanted wanted) {
        return pool(preference, knowledge, wanted, wanted.among() == null ? alike(preference, wanted) : wanted.among());
    }

    private Pool pool(Preference preference, Knowledge knowledge, Wanted wanted, Collection<Long> alike) {
        RankingProperties settings = wanted.settings();
        Recalled recalled = behaviour.recall(preference, knowledge.neighbours());
        LongSet items = new LongLinkedOpenHashSet(alike);
        if (wanted.among() == null) {
            items.addAll(recalled.items(Math.max(settings.related(), 2 * wanted.limit())));
            knowledge.popular().stream().limit(settings.popular()).forEach(entry -> items.add(entry.item()));
            items.addAll(latest(settings.arrivals(), wanted.filter()));
        }
        items.removeAll(wanted.excluded());
        Vectors vectors = Vectors.of(index, items, settings.fusion().sides());
        Channels channels = behaviour.channels(
                recalled,
                items,
                scaled(knowledge.popular()),
                wanted.among() == null ? settings.borrowers() : Integer.MAX_VALUE);
        return new Pool(
                items, vectors, channels, new Scorer(preference, vectors, channels, knowledge.mixes(), settings));
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
                Channels.none(Long2DoubleMaps.EMPTY_MAP),
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

    /**
     * What is like the user's items and directions, the likeliest first, up to a limit: each costs vectors to compare. An
     * item leads to its neighbours as they were computed beforehand; a direction that is no item's is probed for.
     */
    private LongSet alike(Preference preference, Wanted wanted) {
        var likeness = new Likeness();
        List<VectorIndex.Probe> given = new ArrayList<>();
        for (Modality modality : wanted.settings().fusion().sides()) {
            Background background = index.background(modality, modality);
            index.alike(modality, seeds(preference, modality)).values().forEach(list -> {
                for (int k = 0; k < list.size(); k++) {
                    likeness.add(list.items()[k], background.z(list.similarities()[k]));
                }
            });
            preference.interests().getOrDefault(modality, List.of()).stream()
                    .filter(interest -> interest.item() == Interest.NO_ITEM)
                    .forEach(interest -> given.add(new VectorIndex.Probe(interest.direction(), modality)));
        }
        probe(given, wanted, likeness);
        return likeness.best(most(wanted));
    }

    /** The medoids of the user's interests, and what was liked last. */
    private static Set<Long> seeds(Preference preference, Modality modality) {
        Set<Long> seeds = new LinkedHashSet<>();
        preference.interests().getOrDefault(modality, List.of()).stream()
                .map(Interest::item)
                .filter(item -> item != Interest.NO_ITEM)
                .forEach(seeds::add);
        preference.history().keySet().stream()
                .limit(Math.min(LATEST, preference.recent()))
                .forEach(seeds::add);
        return seeds;
    }

    /** What probes of the index find for every interest and the session, the likeliest first, up to a limit. */
    private LongSet probed(Preference preference, Wanted wanted) {
        List<VectorIndex.Probe> probes = new ArrayList<>();
        for (Modality modality : wanted.settings().fusion().sides()) {
            preference
                    .interests()
                    .getOrDefault(modality, List.of())
                    .forEach(interest -> probes.add(new VectorIndex.Probe(interest.direction(), modality)));
            UnitVector session = preference.sessions().get(modality);
            if (session != null) {
                probes.add(new VectorIndex.Probe(session, modality));
            }
        }
        var likeness = new Likeness();
        probe(probes, wanted, likeness);
        return likeness.best(most(wanted));
    }

    private void probe(List<VectorIndex.Probe> probes, Wanted wanted, Likeness likeness) {
        List<VectorIndex.Probe> weighted = probes.stream()
                .map(probe -> probe.modality() == Modality.FUSED
                        ? new VectorIndex.Probe(
                                Fused.weighted(probe.query(), wanted.settings().picture()), Modality.FUSED)
                        : probe)
                .toList();
        List<List<Neighbour>> found =
                index.nearest(weighted, least(wanted), wanted.excluded(), index.reach(wanted.filter()));
        for (int p = 0; p < probes.size(); p++) {
            Modality modality = probes.get(p).modality();
            Background background = index.background(modality, modality);
            found.get(p).forEach(neighbour -> likeness.add(neighbour.item(), background.z(neighbour.similarity())));
        }
    }

    private static int least(Wanted wanted) {
        return Math.max(wanted.settings().probe(), 2 * wanted.limit());
    }

    private static int most(Wanted wanted) {
        return Math.max(wanted.settings().candidates(), least(wanted));
    }

    /** How near items are to what they were found by, in deviations; of several the nearest. */
    private static final class Likeness {

        private final Long2DoubleOpenHashMap nearest = new Long2DoubleOpenHashMap();

        Likeness() {
            nearest.defaultReturnValue(Double.NEGATIVE_INFINITY);
        }

        void add(long item, double z) {
            if (z > nearest.get(item)) {
                nearest.put(item, z);
            }
        }

        LongSet best(int most) {
            if (nearest.size() <= most) {
                return nearest.keySet();
            }
            long[] items = nearest.keySet().toLongArray();
            LongArrays.quickSort(items, (a, b) -> Double.compare(nearest.get(b), nearest.get(a)));
            return new LongLinkedOpenHashSet(items, 0, most);
        }
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
            List<Long> last = latest(wanted.limit() + passed.size() + surplus.size(), wanted.filter());
            Set<Long> shown = catalog.available(last, wanted.filter());
            List<Scored> latest = last.stream()
                    .filter(shown::contains)
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
        Long2DoubleMap popularity = scaled(popular);
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
                    double prior = wanted.settings().popularity() * popularity.get(item.longValue());
                    double boost = boosts.getOrDefault(item, 0.0);
                    Kind kind = popularity.containsKey(item.longValue()) ? Kind.POPULAR : Kind.NEW;
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

    /** The latest arrivals that could be shown a moment ago and match; what arrives in this process is among them at once. */
    List<Long> latest(int limit, Filter filter) {
        return index.reach(filter)
                .latest(limit)
                .orElseGet(() -> arrivals.get(new Arrivals(limit, filter), key -> catalog.available(limit, filter)));
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ItemChanged event) {
        arrivals.invalidateAll();
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ItemRemoved event) {
        arrivals.invalidateAll();
    }

    /** From 0 to 1; logarithmic, because popularity has a long tail. */
    private static Long2DoubleMap scaled(List<Popularity> popular) {
        double most = popular.stream().mapToDouble(Popularity::weight).max().orElse(0);
        var scaled = new Long2DoubleOpenHashMap(popular.size());
        popular.forEach(
                entry -> scaled.put(entry.item(), most == 0 ? 0 : Math.log1p(entry.weight()) / Math.log1p(most)));
        return scaled;
    }
}
