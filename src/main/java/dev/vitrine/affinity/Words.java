package dev.vitrine.affinity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.vitrine.affinity.Lexicon.Bag;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Catalog.Worded;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.catalog.ItemRemoved;
import it.unimi.dsi.fastutil.longs.Long2DoubleMap;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * How alike items are in their words: titles, descriptions, category and attributes. It knows what a vector model does
 * not: names, brands, and anything the model was never trained on.
 *
 * <p>Read from the catalogue when first asked, and again with every recomputation; what changes meanwhile in this process
 * joins at once, with words weighted as they were.
 */
@Service
public class Words {

    private static final Logger LOG = LoggerFactory.getLogger(Words.class);
    private static final int PAGE = 2000;
    private static final int BORROWED_FROM = 100;

    /** Likeness that counts as nothing known: who resembles nothing much borrows little. */
    private static final double DOUBT = 1;

    private final Catalog catalog;
    private final AffinityProperties settings;
    private final Map<Long, Bag> changed = new ConcurrentHashMap<>();
    private final LoadingCache<Neighbourhood, Cache<Long, Neighbours>> models = Caffeine.newBuilder()
            .weakKeys()
            .build(neighbourhood -> Caffeine.newBuilder()
                    .maximumSize(20_000)
                    .expireAfterWrite(Duration.ofHours(1))
                    .build());
    private volatile @Nullable Lexicon lexicon;

    Words(Catalog catalog, AffinityProperties settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    /** Reads the catalogue anew. */
    public void read() {
        Map<Long, Map<String, Integer>> texts = new LinkedHashMap<>();
        long before = Long.MAX_VALUE;
        List<Worded> page = catalog.words(before, PAGE);
        while (!page.isEmpty() && texts.size() < settings.wordsItems()) {
            page.forEach(item -> texts.put(item.item(), item.words()));
            before = page.getLast().item();
            page = catalog.words(before, PAGE);
        }
        Lexicon read = new Lexicon(texts);
        lexicon = read;
        changed.clear();
        models.invalidateAll();
        LOG.debug("Words of {} items", read.size());
    }

    private Lexicon lexicon() {
        Lexicon present = lexicon;
        if (present == null) {
            synchronized (this) {
                if (lexicon == null) {
                    read();
                }
                present = lexicon;
            }
        }
        return java.util.Objects.requireNonNull(present);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ItemChanged event) {
        Lexicon present = lexicon;
        if (present != null) {
            Item item = catalog.items(List.of(event.item())).get(event.item());
            if (item != null) {
                changed.put(event.item(), present.bag(Catalog.words(item)));
                models.asMap().values().forEach(known -> known.invalidate(event.item()));
            }
        }
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ItemRemoved event) {
        changed.put(event.item(), Bag.EMPTY);
        models.asMap().values().forEach(known -> known.invalidate(event.item()));
    }

    private Bag bag(Lexicon known, long item) {
        Bag fresh = changed.get(item);
        Bag bag = fresh == null ? known.of(item) : fresh;
        return bag == null ? Bag.EMPTY : bag;
    }

    /** A profile in words, to compare items with. Holds for one answer. */
    public Query query(Profile profile) {
        Lexicon known = lexicon();
        Map<Bag, Double> parts = new LinkedHashMap<>();
        Map<Long, Bag> bags = new LinkedHashMap<>();
        profile.weights().forEach((item, weight) -> {
            Bag bag = bag(known, item);
            if (bag.words().length > 0) {
                parts.merge(bag, weight, Double::sum);
                bags.put(item, bag);
            }
        });
        return new Query(known, known.sum(parts), bags, profile);
    }

    /** What a profile reads like. */
    public final class Query {

        private final Lexicon known;
        private final Lexicon.Sum sum;
        private final Map<Long, Bag> bags;
        private final Profile profile;

        private Query(Lexicon known, Lexicon.Sum sum, Map<Long, Bag> bags, Profile profile) {
            this.known = known;
            this.sum = sum;
            this.bags = bags;
            this.profile = profile;
        }

        /** The items that read most like it, and how much. */
        public Neighbours nearest(int limit) {
            Neighbours found = known.nearest(sum, limit, settings.wordsSteps(), item -> !changed.containsKey(item));
            var strongest = new Strongest(limit);
            for (int k = 0; k < found.size(); k++) {
                strongest.offer(found.items()[k], found.weights()[k]);
            }
            changed.forEach((item, bag) -> {
                double score = sum.product(bag);
                if (score > 0) {
                    strongest.offer(item, (float) score);
                }
            });
            return strongest.neighbours();
        }

        /** The mean cosine of an item with the profile's, in [0, 1]; 0 where either has no words. */
        public double likeness(long item) {
            return sum.product(bag(known, item));
        }

        /** The item of the profile that most of the likeness comes from; none where there is none. */
        public @Nullable Long because(long item) {
            Bag bag = bag(known, item);
            Long because = null;
            double most = 0;
            for (var entry : bags.entrySet()) {
                double part =
                        profile.weights().getOrDefault(entry.getKey(), 0.0) * Lexicon.cosine(entry.getValue(), bag);
                if (part > most) {
                    most = part;
                    because = entry.getKey();
                }
            }
            return because;
        }
    }

    /** The items with a history that an item reads most like. */
    Neighbours models(long item, Neighbourhood neighbourhood) {
        Lexicon words = lexicon();
        return models.get(neighbourhood).get(item, key -> models(words, key, neighbourhood::knows));
    }

    private Neighbours models(Lexicon words, long item, LongPredicate known) {
        Bag bag = bag(words, item);
        return words.nearest(
                words.sum(Map.of(bag, 1.0)),
                BORROWED_FROM,
                settings.wordsSteps(),
                other -> other != item && known.test(other));
    }

    /**
     * What items without a history may expect: the mean score of the items with one that they read like, each counting
     * as much as it is alike.
     *
     * @param neighbourhood says which items have a history
     * @param scores of items with a history
     * @param most items that are looked up; the others get nothing
     */
    public Long2DoubleMap borrowed(
            Collection<Long> items, Neighbourhood neighbourhood, Long2DoubleMap scores, int most) {
        var borrowed = new Long2DoubleOpenHashMap();
        if (scores.isEmpty()) {
            return borrowed;
        }
        Set<Long> done = new HashSet<>();
        for (long item : items) {
            if (done.size() == most) {
                break;
            }
            done.add(item);
            Neighbours alike = models(item, neighbourhood);
            double sum = 0;
            double likeness = DOUBT;
            for (int k = 0; k < alike.size(); k++) {
                sum += alike.weights()[k] * scores.get(alike.items()[k]);
                likeness += alike.weights()[k];
            }
            if (sum > 0) {
                borrowed.put(item, sum / likeness);
            }
        }
        return borrowed;
    }
}
