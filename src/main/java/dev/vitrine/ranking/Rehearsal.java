package dev.vitrine.ranking;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.catalog.Filter;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preferences;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A log played again: the end of each user's history is held out, and users are looked at as if it were the moment before,
 * with what all others had done by then. What learns from the log learns from this.
 */
@Component
class Rehearsal {

    private static final int LEAST_LIKES = 5;
    private static final double HELD_OUT = 0.2;
    private static final int PAGE = 50;
    private static final int POPULAR = 1000;

    /** At which popularity is added up. */
    private static final int MOMENTS = 50;

    private final Interactions interactions;
    private final Affinity affinity;
    private final Preferences preferences;
    private final Candidates candidates;

    Rehearsal(Interactions interactions, Affinity affinity, Preferences preferences, Candidates candidates) {
        this.interactions = interactions;
        this.affinity = affinity;
        this.preferences = preferences;
        this.candidates = candidates;
    }

    /** How the shop is set up in a rehearsal. */
    record Stage(RankingProperties settings, Mixes mixes) {}

    /**
     * A user at the moment before.
     *
     * @param next items that the user liked then, none of them touched before
     * @param pool what would have been looked at
     */
    record Scene(String user, Preference preference, Set<Long> next, Candidates.Pool pool) {}

    /** A user's log, cut. */
    private record Cut(String user, List<Interaction> before, Instant at, Set<Long> next) {}

    /**
     * The log in the order of time, cut before the last fifth of each user's likes, or before the items that are withheld.
     *
     * @param withheld items that nothing may be known of; if there are any, only they are looked at
     * @param most users that are looked at, always the same of the same log
     * @param look what is kept of a scene; the rest of it is forgotten at once
     */
    <T> List<T> of(
            List<Interaction> log, LongPredicate withheld, Stage stage, int most, Function<Scene, Optional<T>> look) {
        Set<Long> cold = new HashSet<>();
        log.stream().map(Interaction::item).filter(withheld::test).forEach(cold::add);
        List<Interaction> before = new ArrayList<>();
        List<Cut> cuts = new ArrayList<>();
        byUser(log).forEach((user, events) -> {
            Cut cut = cold.isEmpty() ? tail(user, events) : without(user, events, cold);
            before.addAll(cut.before());
            if (!cut.next().isEmpty() && !cut.before().isEmpty()) {
                cuts.add(cut);
            }
        });
        if (before.isEmpty()) {
            return List.of();
        }
        before.sort(Interaction.IN_TIME);
        Neighbourhood neighbours = affinity.of(before);
        List<Cut> looked = cuts.stream()
                .sorted(Comparator.comparingInt(cut -> cut.user().hashCode() * 0x9E3779B9))
                .limit(most)
                .toList();
        List<Integer> inTime = IntStream.range(0, looked.size())
                .boxed()
                .sorted(Comparator.comparing(i -> looked.get(i).at()))
                .toList();
        // What is popular moves slowly, and adding it up takes the whole log: neighbours in time share their first's.
        int sharing = (looked.size() + MOMENTS - 1) / MOMENTS;
        List<Popularity> popular = List.of();
        List<Optional<T>> kept = new ArrayList<>(Collections.nCopies(looked.size(), Optional.empty()));
        for (int n = 0; n < looked.size(); n++) {
            Cut cut = looked.get(inTime.get(n));
            if (n % sharing == 0) {
                popular = interactions.popularAt(before, cut.at(), POPULAR);
            }
            var knowledge = new Knowledge(popular, neighbours, stage.mixes());
            kept.set(inTime.get(n), look.apply(scene(cut, knowledge, stage.settings(), cold.isEmpty() ? null : cold)));
        }
        return kept.stream().flatMap(Optional::stream).toList();
    }

    /** The log up to where {@link #of} cuts it: cut again, it tells of the moments before those. */
    List<Interaction> earlier(List<Interaction> log) {
        List<Interaction> earlier = new ArrayList<>();
        byUser(log).forEach((user, events) -> {
            Cut cut = tail(user, events);
            cut.before().stream()
                    .filter(event -> cut.next().isEmpty() || event.at().isBefore(cut.at()))
                    .forEach(earlier::add);
        });
        earlier.sort(Interaction.IN_TIME);
        return earlier;
    }

    private static Map<String, List<Interaction>> byUser(List<Interaction> log) {
        Map<String, List<Interaction>> byUser = new LinkedHashMap<>();
        log.forEach(event ->
                byUser.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event));
        return byUser;
    }

    private Scene scene(Cut cut, Knowledge knowledge, RankingProperties settings, @Nullable Set<Long> among) {
        Preference preference = preferences.from(cut.user(), cut.before(), cut.at());
        Set<Long> excluded = new HashSet<>(preference.touched());
        excluded.addAll(preference.disliked());
        Wanted wanted = new Wanted(PAGE, excluded, Filter.ALL, settings).among(among);
        return new Scene(cut.user(), preference, cut.next(), candidates.pool(preference, knowledge, wanted));
    }

    /** The last fifth of the liked items held out, if there are enough. */
    private Cut tail(String user, List<Interaction> events) {
        Map<Long, Instant> liked = new LinkedHashMap<>();
        events.stream().filter(this::positive).forEach(event -> liked.putIfAbsent(event.item(), event.at()));
        if (liked.size() < LEAST_LIKES) {
            return new Cut(user, events, Instant.EPOCH, Set.of());
        }
        List<Map.Entry<Long, Instant>> order = List.copyOf(liked.entrySet());
        int kept = Math.min(order.size() - 1, (int) Math.ceil(order.size() * (1 - HELD_OUT)));
        Set<Long> next = new LinkedHashSet<>();
        order.subList(kept, order.size()).forEach(entry -> next.add(entry.getKey()));
        List<Interaction> before =
                events.stream().filter(event -> !next.contains(event.item())).toList();
        return new Cut(user, before, order.get(kept).getValue(), next);
    }

    private Cut without(String user, List<Interaction> events, Set<Long> items) {
        Set<Long> next = new LinkedHashSet<>();
        List<Interaction> before = new ArrayList<>();
        for (Interaction event : events) {
            if (!items.contains(event.item())) {
                before.add(event);
            } else if (positive(event)) {
                next.add(event.item());
            }
        }
        return new Cut(user, before, events.getLast().at(), next);
    }

    private boolean positive(Interaction event) {
        return Optional.ofNullable(interactions.types().get(event.type()))
                .filter(type -> type.weight() > 0)
                .isPresent();
    }
}
