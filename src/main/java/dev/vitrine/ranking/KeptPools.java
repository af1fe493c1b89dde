package dev.vitrine.ranking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.catalog.ItemChanged;
import dev.vitrine.catalog.ItemRemoved;
import dev.vitrine.interaction.UserErased;
import dev.vitrine.preference.Preference;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * What was looked at for a user a moment ago, scored: it serves again while neither the user, nor what was asked, nor
 * what the log taught has changed. Whether its items may be shown is asked anew each time.
 */
@Component
class KeptPools {

    /** Users; a pool takes some 50 kB beside the vectors, which it shares. */
    private static final int MOST = 1000;

    /** How late another process's new items come in; this one's come at once. */
    private static final Duration AGE = Duration.ofSeconds(10);

    private final Cache<String, Kept> pools =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(AGE).build();

    private record Kept(Preference preference, Knowledge knowledge, Wanted wanted, Scoring scoring) {

        @SuppressWarnings("ReferenceEquality")
        boolean serves(Preference now, Knowledge known, Wanted asked) {
            return preference == now
                    && knowledge.popular() == known.popular()
                    && knowledge.neighbours() == known.neighbours()
                    && knowledge.mixes().equals(known.mixes())
                    && wanted.limit() == asked.limit()
                    && wanted.settings().equals(asked.settings())
                    && wanted.filter().equals(asked.filter())
                    && wanted.excluded().equals(asked.excluded());
        }
    }

    /** A pool and what its items score by late (or early) fusion, best first. */
    record Scoring(Candidates.Pool pool, List<Scored> bestFirst) {

        static Scoring of(Candidates.Pool pool) {
            return new Scoring(pool, pool.late());
        }
    }

    /** The kept one, or a new one that is kept if it is a user's. */
    Scoring get(Preference preference, Knowledge knowledge, Wanted wanted, Supplier<Candidates.Pool> made) {
        if (preference.user().isEmpty() || wanted.among() != null) {
            return Scoring.of(made.get());
        }
        Kept kept = pools.getIfPresent(preference.user());
        if (kept != null && kept.serves(preference, knowledge, wanted)) {
            return kept.scoring();
        }
        Scoring scoring = Scoring.of(made.get());
        pools.put(preference.user(), new Kept(preference, knowledge, wanted, scoring));
        return scoring;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ItemChanged event) {
        pools.invalidateAll();
    }

    @TransactionalEventListener(fallbackExecution = true)
    void on(ItemRemoved event) {
        pools.invalidateAll();
    }

    @EventListener
    void on(UserErased event) {
        pools.invalidate(event.user());
    }
}
