package dev.vitrine.preference;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.index.Fused;
import dev.vitrine.index.Modality;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.UserErased;
import dev.vitrine.preference.Preference.Interest;
import dev.vitrine.preference.PreferenceStore.Stamp;
import dev.vitrine.problem.Problem;
import dev.vitrine.vector.UnitVector;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** What users like. Fresh: the user's last interaction counts in the very next call. */
@Service
public class Preferences {

    private final Interactions interactions;
    private final VectorIndex index;
    private final PreferenceStore store;
    private final PreferenceProperties settings;
    private final Clock clock;
    private final TransactionTemplate transaction;

    /** Interests that were computed for an answer; those of quiet users are computed at night, and stored. */
    private final Cache<String, Kept> kept;

    private record Kept(Stamp stamp, Instant at, Map<Modality, List<Interest>> interests) {}

    /** Preferences as they were given a moment ago. */
    private final Cache<String, Given> given;

    /** @param log the very list that it is of, which stays the same while nothing comes in */
    private record Given(List<Interaction> log, Space space, Preference preference) {

        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<Interaction> now, Space serving) {
            return log == now && space.equals(serving);
        }
    }

    Preferences(
            Interactions interactions,
            VectorIndex index,
            PreferenceStore store,
            PreferenceProperties settings,
            Clock clock,
            TransactionTemplate transaction) {
        this.transaction = transaction;
        this.interactions = interactions;
        this.index = index;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.kept = Caffeine.newBuilder()
                .maximumSize(settings.cache())
                .expireAfterWrite(settings.keep())
                .build();
        this.given = Caffeine.newBuilder()
                .maximumSize(settings.cache())
                .expireAfterWrite(settings.reuse())
                .build();
    }

    /** The user's preference; empty for a user nothing is known of. The same object for a moment while nothing changes. */
    public Preference of(String user) {
        List<Interaction> log = interactions.recent(user, settings.history());
        if (log.isEmpty()) {
            return Preference.none(user);
        }
        Optional<Space> space = space();
        if (space.isEmpty()) {
            Signals signals = Signals.of(log, interactions.types(), settings, clock.instant());
            return PreferenceModel.preference(user, signals, Map.of(), Map.of());
        }
        Given last = given.getIfPresent(user);
        if (last != null && last.isOf(log, space.get())) {
            return last.preference();
        }
        Made made = made(user, log, space.get());
        if (made.complete()) {
            given.put(user, new Given(log, space.get(), made.preference()));
        }
        return made.preference();
    }

    /** @param complete whether no liked item waits for its vectors */
    private record Made(Preference preference, boolean complete) {}

    private Made made(String user, List<Interaction> log, Space space) {
        Instant now = clock.instant();
        Signals signals = Signals.of(log, interactions.types(), settings, now);
        Stamp stamp = stamp(space, log);
        Kept last = kept.getIfPresent(user);
        if (last != null && last.stamp().equals(stamp) && last.at().isAfter(now.minus(settings.keep()))) {
            return new Made(PreferenceModel.preference(user, signals, last.interests(), movingVectors(signals)), true);
        }
        Optional<Map<Modality, List<Interest>>> stored = store.find(user, stamp, now.minus(settings.keep()));
        if (stored.isPresent() && whole(stored.get())) {
            return new Made(PreferenceModel.preference(user, signals, stored.get(), movingVectors(signals)), true);
        }
        Map<Modality, Map<Long, UnitVector>> vectors = vectors(needed(signals));
        Map<Modality, List<Interest>> interests = interests(signals, vectors);
        boolean complete = waiting(signals, vectors) == 0;
        if (complete) {
            kept.put(user, new Kept(stamp, now, interests));
        }
        return new Made(PreferenceModel.preference(user, signals, interests, vectors), complete);
    }

    @EventListener
    void on(UserErased event) {
        kept.invalidate(event.user());
        given.invalidate(event.user());
    }

    /**
     * Computes these users' interests from their log as of a time and stores them, however fresh the stored ones are. Their
     * log and vectors are read at once; what is computed of each is pure ({@link PreferenceModel}).
     *
     * @throws org.springframework.dao.DataAccessException if the database fails; nothing is stored of any of them then
     */
    public void recompute(Collection<String> users, Instant now) {
        Optional<Space> space = space();
        if (space.isEmpty()) {
            return;
        }
        Map<String, List<Interaction>> logs = interactions.recent(users, settings.history());
        Map<String, Signals> said = new LinkedHashMap<>();
        logs.forEach((user, log) -> said.put(user, Signals.of(log, interactions.types(), settings, now)));
        Map<Modality, Map<Long, UnitVector>> vectors = vectors(said.values().stream()
                .flatMap(signals -> signals.liked().keySet().stream())
                .collect(Collectors.toSet()));
        transaction.executeWithoutResult(status -> said.forEach((user, signals) -> store.save(
                user,
                stamp(space.get(), Objects.requireNonNull(logs.get(user))),
                waiting(signals, vectors),
                now,
                interests(signals, vectors))));
        // Who was erased while this was computed: seen only now, after what was stored.
        Set<String> still = interactions.recent(logs.keySet(), 1).keySet();
        logs.keySet().stream().filter(user -> !still.contains(user)).forEach(store::forget);
    }

    private static Stamp stamp(Space space, List<Interaction> log) {
        return new Stamp(
                space.id(), log.stream().mapToLong(Interaction::key).max().orElse(0), log.size());
    }

    /** Whether interests of both sides have those in one vector as well, where these are wanted. */
    private boolean whole(Map<Modality, List<Interest>> interests) {
        return !settings.fused() || interests.isEmpty() || interests.containsKey(Modality.FUSED);
    }

    /** Whether tastes are kept of pictures and texts in one vector too, which early fusion needs. */
    public boolean fused() {
        return settings.fused();
    }

    /** The space that serves; none while there is no model, when only what to leave out is known of a user. */
    private Optional<Space> space() {
        try {
            return Optional.of(index.space());
        } catch (Problem noModel) {
            return Optional.empty();
        }
    }

    /**
     * The preference that a given part of a user's log amounts to at a given time; nothing is stored. For evaluation.
     */
    public Preference from(String user, List<Interaction> log, Instant now) {
        return from(user, log, now, settings.sides());
    }

    /** The same with tastes of the given sides, whichever are kept otherwise. */
    public Preference from(String user, List<Interaction> log, Instant now, List<Modality> sides) {
        Signals signals = signals(log, now);
        Map<Modality, Map<Long, UnitVector>> vectors = vectors(needed(signals), sides);
        return PreferenceModel.preference(user, signals, interests(signals, vectors), vectors);
    }

    /** The user's preference with tastes of all sides, whichever are kept; computed anew, and nothing is stored. */
    public Preference whole(String user) {
        return space().isEmpty()
                ? of(user)
                : from(
                        user,
                        interactions.recent(user, settings.history()),
                        clock.instant(),
                        List.of(Modality.values()));
    }

    /**
     * The preference that is told instead of remembered; nothing is stored.
     *
     * @param liked items and what each counts; for behaviour the first counts most, as the latest of a log does
     * @param disliked rejected items, 1 as if just rejected
     * @param directions of words and pictures, per modality, counting as much as an item of weight 1
     */
    public Preference told(Map<Long, Double> liked, Map<Long, Double> disliked, Map<Modality, UnitVector> directions) {
        Set<Long> touched = new HashSet<>(liked.keySet());
        touched.addAll(disliked.keySet());
        var signals = new Signals(
                liked, Map.of(), disliked, touched, liked.size() + directions.size(), 0, Set.of(), Set.of(), liked);
        Map<Modality, Map<Long, UnitVector>> vectors = space().isEmpty() ? Map.of() : vectors(needed(signals));
        Map<Modality, List<Interest>> interests = interests(signals, vectors);
        double importance =
                liked.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<Modality, UnitVector> given = new EnumMap<>(Modality.class);
        given.putAll(directions);
        if (settings.fused() && !directions.isEmpty()) {
            given.put(Modality.FUSED, Fused.of(directions.get(Modality.IMAGE), directions.get(Modality.TEXT)));
        }
        given.forEach((modality, direction) -> interests.put(
                modality,
                PreferenceModel.joined(
                        interests.getOrDefault(modality, List.of()),
                        importance,
                        List.of(new Interest(Interest.NO_ITEM, 1, direction)))));
        return PreferenceModel.preference("", signals, interests, vectors);
    }

    /** What the user's log says now. */
    Signals signals(String user) {
        return signals(interactions.recent(user, settings.history()), clock.instant());
    }

    private Signals signals(List<Interaction> log, Instant now) {
        List<Interaction> latestFirst = log.stream()
                .sorted(Interaction.IN_TIME.reversed())
                .limit(settings.history())
                .toList();
        return Signals.of(latestFirst, interactions.types(), settings, now);
    }

    private Map<Modality, List<Interest>> interests(Signals signals, Map<Modality, Map<Long, UnitVector>> vectors) {
        Map<Modality, List<Interest>> interests = new EnumMap<>(Modality.class);
        if (signals.liked().isEmpty()) {
            return interests;
        }
        vectors.forEach((modality, known) -> {
            double spread = 2 - 2 * index.background(modality, modality).mean();
            List<Interest> groups = PreferenceModel.interests(signals.liked(), known, spread, settings);
            if (!groups.isEmpty()) {
                interests.put(modality, groups);
            }
        });
        return interests;
    }

    /** Liked items without any vector; they are on their way. */
    private static int waiting(Signals signals, Map<Modality, Map<Long, UnitVector>> vectors) {
        return (int) signals.liked().keySet().stream()
                .filter(item -> vectors.values().stream().noneMatch(known -> known.containsKey(item)))
                .count();
    }

    private Map<Modality, Map<Long, UnitVector>> movingVectors(Signals signals) {
        Set<Long> items = new HashSet<>(signals.session().keySet());
        items.addAll(signals.disliked().keySet());
        return vectors(items);
    }

    private static Set<Long> needed(Signals signals) {
        Set<Long> items = new HashSet<>(signals.liked().keySet());
        items.addAll(signals.session().keySet());
        items.addAll(signals.disliked().keySet());
        return items;
    }

    private Map<Modality, Map<Long, UnitVector>> vectors(Collection<Long> items) {
        return vectors(items, settings.sides());
    }

    private Map<Modality, Map<Long, UnitVector>> vectors(Collection<Long> items, List<Modality> sides) {
        Map<Modality, Map<Long, UnitVector>> vectors = new EnumMap<>(Modality.class);
        if (!items.isEmpty()) {
            sides.forEach(modality -> vectors.put(modality, index.vectors(modality, items)));
        }
        return vectors;
    }
}
