package dev.vitrine.interaction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The latest interactions of users who are about, in memory. Never stale: each time the database is asked how many there
 * are, which is the last, and for the xor of their keys' hashes, which an index answers; only new rows are read.
 */
@Component
class LatestCache {

    private final InteractionLog log;
    private final Cache<Asked, Latest> known;

    private record Asked(String user, int limit) {}

    /**
     * What tells one set of interactions from another.
     *
     * @param last the greatest key
     * @param mixed the xor of all keys' hashes
     */
    record Stamp(long count, long last, long mixed) {}

    private record Latest(Stamp stamp, List<Interaction> interactions) {}

    LatestCache(InteractionLog log, InteractionProperties settings) {
        this.log = log;
        this.known = Caffeine.newBuilder()
                .maximumWeight(settings.latestCache())
                .weigher((Asked asked, Latest latest) ->
                        1 + latest.interactions().size())
                .build();
    }

    /** The user's interactions, latest first; the same list while nothing changes. */
    List<Interaction> of(String user, int limit) {
        var asked = new Asked(user, limit);
        Stamp stamp = log.stamp(user, limit);
        Latest last = known.getIfPresent(asked);
        if (last != null && last.stamp().equals(stamp)) {
            return last.interactions();
        }
        Latest latest = grown(user, limit, stamp, last)
                .orElseGet(() -> new Latest(stamp, List.copyOf(log.recent(user, limit))));
        if (stamp.equals(stamp(latest.interactions()))) {
            known.put(asked, latest);
        }
        return latest.interactions();
    }

    /** What was known and what came since, if that is all. */
    private Optional<Latest> grown(String user, int limit, Stamp stamp, @Nullable Latest last) {
        if (last == null || stamp.count() < last.stamp().count()) {
            return Optional.empty();
        }
        List<Interaction> all = new ArrayList<>(log.since(user, last.stamp().last(), limit));
        all.addAll(last.interactions());
        all.sort(Interaction.IN_TIME.reversed());
        List<Interaction> latest = List.copyOf(all.subList(0, Math.min(limit, all.size())));
        return stamp.equals(stamp(latest)) ? Optional.of(new Latest(stamp, latest)) : Optional.empty();
    }

    private static Stamp stamp(List<Interaction> interactions) {
        long last = 0;
        long mixed = 0;
        for (Interaction interaction : interactions) {
            last = Math.max(last, interaction.key());
            mixed ^= InteractionLog.mixed(interaction.key());
        }
        return new Stamp(interactions.size(), last, mixed);
    }
}
