package dev.vitrine.preference;

import dev.vitrine.interaction.EventType;
import dev.vitrine.interaction.Interaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a log says, before any vectors.
 *
 * @param liked what each liked item counts: its positive interactions, weighted by type and decayed; latest first
 * @param session what each item of the present visit counts; latest first
 * @param disliked what each rejected item counts, 1 when just rejected
 * @param touched items to leave out
 * @param positives how many interactions {@code liked} rests on
 * @param recent how many {@code session} rests on
 * @param bought items that were bought and are not of a kind that is bought again
 * @param carted items put into the cart and neither taken out nor bought since
 * @param history liked items of any age, latest first, with the root of their strongest type's weight
 */
record Signals(
        Map<Long, Double> liked,
        Map<Long, Double> session,
        Map<Long, Double> disliked,
        Set<Long> touched,
        int positives,
        int recent,
        Set<Long> bought,
        Set<Long> carted,
        Map<Long, Double> history) {

    /**
     * Reads a log. Types that are no longer configured count nothing.
     *
     * @param log latest first
     */
    static Signals of(List<Interaction> log, Map<String, EventType> types, PreferenceProperties settings, Instant now) {
        Map<Long, Double> disliked = disliked(log, types, settings, now);
        Map<Long, Double> liked = new LinkedHashMap<>();
        int positives = 0;
        Instant oldest = now.minus(settings.window());
        for (Interaction interaction : likes(log, types, disliked.keySet())) {
            if (positives == settings.positives() || interaction.at().isBefore(oldest)) {
                break;
            }
            positives++;
            EventType type = Objects.requireNonNull(types.get(interaction.type()));
            liked.merge(interaction.item(), type.weight(interaction.at(), now), Double::sum);
        }
        Set<Long> touched = new HashSet<>();
        Set<Long> bought = new HashSet<>();
        log.stream()
                .filter(interaction -> !settings.repeatable().contains(interaction.type()))
                .filter(interaction -> says(interaction, types))
                .forEach(interaction -> {
                    touched.add(interaction.item());
                    if (settings.means().bought().contains(interaction.type())) {
                        bought.add(interaction.item());
                    }
                });
        List<Interaction> visit = visit(log, types, settings, disliked.keySet(), now);
        return new Signals(
                liked,
                session(visit, types, settings),
                disliked,
                touched,
                positives,
                visit.size(),
                bought,
                carted(log, settings.means()),
                history(log, types, disliked.keySet(), settings.positives()));
    }

    /** A type that weighs nothing (that an item came into sight, say) is not a meeting with it. */
    private static boolean says(Interaction interaction, Map<String, EventType> types) {
        EventType type = types.get(interaction.type());
        return type == null || type.weight() != 0;
    }

    private static Set<Long> carted(List<Interaction> log, PreferenceProperties.Means means) {
        Set<Long> carted = new HashSet<>();
        Set<Long> decided = new HashSet<>();
        for (Interaction interaction : log) {
            boolean in = means.cart().contains(interaction.type());
            boolean out = means.uncart().contains(interaction.type())
                    || means.bought().contains(interaction.type());
            if ((in || out) && decided.add(interaction.item()) && in) {
                carted.add(interaction.item());
            }
        }
        return carted;
    }

    /**
     * A rejection holds until the user later does something positive with the item that weighs at least as much: a
     * purchase takes a dislike back, another look at the page does not.
     */
    private static Map<Long, Double> disliked(
            List<Interaction> log, Map<String, EventType> types, PreferenceProperties settings, Instant now) {
        Map<Long, Double> disliked = new LinkedHashMap<>();
        Map<Long, Double> strongestSince = new HashMap<>();
        for (Interaction interaction : log) {
            EventType type = types.get(interaction.type());
            if (type == null || type.weight() == 0) {
                continue;
            }
            if (type.weight() > 0) {
                strongestSince.merge(interaction.item(), type.weight(), Math::max);
            } else if (strongestSince.getOrDefault(interaction.item(), 0.0) < -type.weight()) {
                disliked.putIfAbsent(
                        interaction.item(), new EventType(1, settings.dislikeHalfLife()).weight(interaction.at(), now));
            }
        }
        return disliked;
    }

    private static List<Interaction> likes(List<Interaction> log, Map<String, EventType> types, Set<Long> disliked) {
        return log.stream()
                .filter(interaction -> {
                    EventType type = types.get(interaction.type());
                    return type != null && type.weight() > 0 && !disliked.contains(interaction.item());
                })
                .toList();
    }

    private static Map<Long, Double> history(
            List<Interaction> log, Map<String, EventType> types, Set<Long> disliked, int limit) {
        Map<Long, Double> history = new LinkedHashMap<>();
        for (Interaction interaction : likes(log, types, disliked)) {
            if (history.size() < limit || history.containsKey(interaction.item())) {
                double weight =
                        Objects.requireNonNull(types.get(interaction.type())).weight();
                history.merge(interaction.item(), Math.sqrt(weight), Math::max);
            }
        }
        return history;
    }

    private static List<Interaction> visit(
            List<Interaction> log,
            Map<String, EventType> types,
            PreferenceProperties settings,
            Set<Long> disliked,
            Instant now) {
        return likes(log, types, disliked).stream()
                .filter(interaction -> Duration.between(interaction.at(), now).compareTo(settings.session()) <= 0)
                .limit(settings.sessionEvents())
                .toList();
    }

    private static Map<Long, Double> session(
            List<Interaction> visit, Map<String, EventType> types, PreferenceProperties settings) {
        Map<Long, Double> session = new LinkedHashMap<>();
        List<Interaction> events = new ArrayList<>(visit);
        for (int i = 0; i < events.size(); i++) {
            double weight =
                    Objects.requireNonNull(types.get(events.get(i).type())).weight()
                            * Math.pow(settings.sessionDecay(), i);
            session.merge(events.get(i).item(), weight, Double::sum);
        }
        return session;
    }
}
