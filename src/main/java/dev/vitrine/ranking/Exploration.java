package dev.vitrine.ranking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.preference.Preference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/**
 * Gives new arrivals that hardly anybody touched a share of the places, so that their clicks tell what they are worth.
 * Chance chooses among them, those nearer to the user's taste more often (a softmax of their scores), and the probability
 * is kept with the answer, so that what was learnt can be weighted by its inverse.
 */
@Component
class Exploration {

    private final Interactions interactions;
    private final Candidates candidates;
    private final Catalog catalog;

    /** How often arrivals were touched, as of a moment ago. */
    private final Cache<List<Long>, Map<Long, Long>> touched = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();

    Exploration(Interactions interactions, Candidates candidates, Catalog catalog) {
        this.interactions = interactions;
        this.candidates = candidates;
        this.catalog = catalog;
    }

    /** The page with every n-th place given to a cold item, n being the inverse of the share. */
    List<Scored> mixed(List<Scored> page, Preference preference, Wanted wanted, RandomGenerator chance) {
        double share = wanted.settings().exploration();
        int step = share == 0 ? Integer.MAX_VALUE : (int) Math.max(1, Math.round(1 / share));
        if (wanted.limit() < step || page.size() < step) {
            return page;
        }
        List<Scored> pool = pool(page, preference, wanted);
        List<Scored> mixed = new ArrayList<>(page);
        for (int place = step; place <= page.size() && !pool.isEmpty(); place += step) {
            if (!wanted.rules().pins().containsKey(place)) {
                int at = place - 1;
                shown(pool, chance, wanted).ifPresent(chosen -> mixed.set(at, chosen));
            }
        }
        return mixed;
    }

    /** One that may be shown now, if any may; the list of arrivals is a moment old. */
    private Optional<Scored> shown(List<Scored> pool, RandomGenerator chance, Wanted wanted) {
        while (!pool.isEmpty()) {
            Scored drawn = drawn(pool, chance);
            if (!catalog.available(List.of(drawn.item()), wanted.filter()).isEmpty()) {
                return Optional.of(drawn);
            }
        }
        return Optional.empty();
    }

    private List<Scored> pool(List<Scored> page, Preference preference, Wanted wanted) {
        Set<Long> held = new HashSet<>(wanted.excluded());
        page.forEach(scored -> held.add(scored.item()));
        List<Long> arrivals = candidates.latest(wanted.settings().arrivals(), wanted.filter());
        Map<Long, Long> touches = touched.get(arrivals, interactions::counts);
        Set<Long> cold = new LinkedHashSet<>(arrivals);
        cold.removeAll(held);
        cold.removeIf(
                item -> touches.getOrDefault(item, 0L) >= wanted.settings().cold());
        return new ArrayList<>(candidates.scored(cold, preference, wanted));
    }

    /** Takes one out of the pool. */
    private static Scored drawn(List<Scored> pool, RandomGenerator chance) {
        double top = pool.stream().mapToDouble(Scored::score).max().orElse(0);
        double[] weights = pool.stream()
                .mapToDouble(scored -> Math.exp(scored.score() - top))
                .toArray();
        double total = java.util.Arrays.stream(weights).sum();
        double place = chance.nextDouble() * total;
        int chosen = 0;
        while (chosen < weights.length - 1 && place >= weights[chosen]) {
            place -= weights[chosen];
            chosen++;
        }
        return pool.remove(chosen).explored(weights[chosen] / total);
    }
}
