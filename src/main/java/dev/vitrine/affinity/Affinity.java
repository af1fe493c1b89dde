package dev.vitrine.affinity;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Popularity;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What goes together by behaviour. */
@Service
public class Affinity {

    /** Popular items among which those of a category are looked for. */
    private static final int LOOKED_AT = 5000;

    private static final int FANS_READ = 20_000;

    private final Interactions interactions;
    private final Catalog catalog;
    private final AffinityStore store;
    private final Words words;
    private final AffinityProperties settings;
    private final Clock clock;

    Affinity(
            Interactions interactions,
            Catalog catalog,
            AffinityStore store,
            Words words,
            AffinityProperties settings,
            Clock clock) {
        this.interactions = interactions;
        this.catalog = catalog;
        this.store = store;
        this.words = words;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a recomputation rested on and how long it took. */
    public record Run(Instant startedAt, Instant finishedAt, long interactions, long users, long items) {}

    /**
     * Computes all tables from the whole log and lets them serve, and reads the words anew. Repeating it changes nothing;
     * interrupted, the old tables serve on.
     */
    public Run recompute() {
        Instant started = clock.instant();
        List<Interaction> log = interactions.all();
        Tables tables = AffinityModel.tables(log, interactions.types(), settings);
        Instant finished = clock.instant();
        store.replace(tables, log.size(), started, finished);
        store.refresh();
        words.read();
        return new Run(
                started,
                finished,
                log.size(),
                tables.users(),
                tables.table(Kind.KNN).size());
    }

    /** The latest recomputation; none before the first. */
    public Optional<Run> last() {
        return store.last()
                .map(run -> new Run(run.startedAt(), run.finishedAt(), run.interactions(), run.users(), run.items()));
    }

    /** The tables that serve now; the same object while no others replace them. */
    public Neighbourhood stored() {
        return store.serving();
    }

    /** The tables of a part of the log; nothing is stored. For evaluation. */
    public Neighbourhood of(Collection<Interaction> part) {
        return AffinityModel.tables(part, interactions.types(), settings);
    }

    /** What counts of a user's history, for the tables. */
    public Profile profile(Map<Long, Double> latestFirst) {
        return Profile.of(latestFirst, settings.recency(), settings.profile());
    }

    /** An item and how strongly it goes with what was asked. */
    public record Going(Item item, double strength) {}

    /**
     * What is bought together with an item, strongest first; only what may be shown.
     *
     * @throws dev.vitrine.catalog.ItemNotFound if the shop has none of that id
     */
    public List<Going> boughtTogether(String id, int limit) {
        Item item = catalog.item(id);
        return shown(store.row(Kind.BOUGHT, item.key()), limit);
    }

    private List<Going> shown(@Nullable Neighbours row, int limit) {
        if (row == null) {
            return List.of();
        }
        Map<Long, Double> strengths = new LinkedHashMap<>();
        for (int k = 0; k < row.size(); k++) {
            strengths.put(row.items()[k], (double) row.weights()[k]);
        }
        return shown(strengths, limit);
    }

    private List<Going> shown(Map<Long, Double> strengths, int limit) {
        Set<Long> available = catalog.available(strengths.keySet());
        List<Long> page = strengths.keySet().stream()
                .filter(available::contains)
                .limit(limit)
                .toList();
        Map<Long, Item> items = catalog.items(page);
        return page.stream()
                .filter(items::containsKey)
                .map(key -> new Going(Objects.requireNonNull(items.get(key)), strengths.getOrDefault(key, 0.0)))
                .toList();
    }

    /**
     * What is popular now, most first; only what may be shown.
     *
     * @param category null for all; else among the 5,000 most popular items
     */
    public List<Going> popular(@Nullable String category, int limit) {
        return ofCategory(interactions.popular(LOOKED_AT), category, limit);
    }

    /** What is liked more than it used to be, the most surprising first; only what may be shown. */
    public List<Going> trending(@Nullable String category, int limit) {
        return ofCategory(interactions.trending(LOOKED_AT), category, limit);
    }

    private List<Going> ofCategory(List<Popularity> popular, @Nullable String category, int limit) {
        Map<Long, Double> strengths = new LinkedHashMap<>();
        popular.forEach(entry -> strengths.put(entry.item(), entry.weight()));
        if (category == null) {
            return shown(strengths, limit);
        }
        return shown(strengths, strengths.size()).stream()
                .filter(going -> category.equals(going.item().category()))
                .limit(limit)
                .toList();
    }

    /** A user who should like an item, how strongly, and by which of the user's items most. */
    public record Fan(String user, double strength, Item because) {}

    /**
     * Who would like an item and has not touched it: users who lately liked its neighbours, most first. Of an item without
     * a history its look-alikes in words are the neighbours.
     *
     * @throws dev.vitrine.catalog.ItemNotFound if the shop has none of that id
     */
    public List<Fan> fans(String id, int limit) {
        Item item = catalog.item(id);
        Neighbours row = store.row(Kind.KNN, item.key());
        Neighbours neighbours = row == null || row.size() == 0 ? words.models(item.key(), store.serving()) : row;
        Map<Long, Double> strengths = new HashMap<>();
        for (int k = 0; k < neighbours.size(); k++) {
            strengths.put(neighbours.items()[k], (double) neighbours.weights()[k]);
        }
        if (strengths.isEmpty()) {
            return List.of();
        }
        Instant now = interactions.present();
        Set<Long> asked = new HashSet<>(strengths.keySet());
        asked.add(item.key());
        List<Interaction> touches = interactions.ofItems(asked, now.minus(settings.fansWindow()), FANS_READ);
        return fans(item.key(), strengths, touches, limit);
    }

    private record Hit(String user, long item) {}

    private List<Fan> fans(long item, Map<Long, Double> strengths, List<Interaction> touches, int limit) {
        Set<String> touched = new HashSet<>();
        touches.stream().filter(touch -> touch.item() == item).forEach(touch -> touched.add(touch.user()));
        Map<Hit, Double> hits = new HashMap<>();
        for (Interaction touch : touches) {
            double weight = Optional.ofNullable(interactions.types().get(touch.type()))
                    .map(type -> type.weight())
                    .orElse(0.0);
            if (!touched.contains(touch.user()) && weight > 0) {
                // Each neighbour once, by the strongest thing done with it.
                hits.merge(
                        new Hit(touch.user(), touch.item()),
                        Math.sqrt(weight) * strengths.getOrDefault(touch.item(), 0.0),
                        Math::max);
            }
        }
        Map<String, Double> totals = new HashMap<>();
        Map<String, Hit> best = new HashMap<>();
        hits.forEach((hit, part) -> {
            totals.merge(hit.user(), part, Double::sum);
            best.merge(hit.user(), hit, (a, b) -> hits.getOrDefault(a, 0.0) >= hits.getOrDefault(b, 0.0) ? a : b);
        });
        List<Map.Entry<String, Double>> strongest = new ArrayList<>(totals.entrySet());
        strongest.sort(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        List<Map.Entry<String, Double>> page = strongest.subList(0, Math.min(limit, strongest.size()));
        Map<Long, Item> items = catalog.items(page.stream()
                .map(entry -> Objects.requireNonNull(best.get(entry.getKey())).item())
                .toList());
        return page.stream()
                .filter(entry -> items.containsKey(
                        Objects.requireNonNull(best.get(entry.getKey())).item()))
                .map(entry -> new Fan(
                        entry.getKey(),
                        entry.getValue(),
                        Objects.requireNonNull(items.get(
                                Objects.requireNonNull(best.get(entry.getKey())).item()))))
                .toList();
    }
}
