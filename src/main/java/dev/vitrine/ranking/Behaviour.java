package dev.vitrine.ranking;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Kind;
import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.affinity.Neighbours;
import dev.vitrine.affinity.Profile;
import dev.vitrine.affinity.Profile.Related;
import dev.vitrine.affinity.Words;
import dev.vitrine.preference.Preference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What behaviour and words say for a user's latest items: which items to look at, and what each channel gives them. */
@Component
class Behaviour {

    private final Affinity affinity;
    private final Words words;

    Behaviour(Affinity affinity, Words words) {
        this.affinity = affinity;
        this.words = words;
    }

    /** What a user's history calls up, before any candidate is looked at. */
    Recalled recall(Preference preference, Neighbourhood neighbours) {
        Profile profile = affinity.profile(preference.history());
        if (profile.isEmpty()) {
            return Recalled.NONE;
        }
        Map<Long, Related> together = profile.related(neighbours.rows(Kind.LIKED, profile.items()));
        Map<Long, Related> knn = profile.related(neighbours.rows(Kind.KNN, profile.items()));
        return new Recalled(together, knn, words.query(profile), neighbours);
    }

    /**
     * What is recalled.
     *
     * @param query what the history reads like; null without a history
     */
    record Recalled(
            Map<Long, Related> together,
            Map<Long, Related> knn,
            Words.@Nullable Query query,
            @Nullable Neighbourhood neighbours) {

        static final Recalled NONE = new Recalled(Map.of(), Map.of(), null, null);

        /** The items that behaviour calls up most, and those that words do. */
        Set<Long> items(int limit) {
            Set<Long> items = new HashSet<>(strongest(together, limit));
            items.addAll(strongest(knn, limit));
            if (query != null) {
                Neighbours alike = query.nearest(limit);
                for (long item : alike.items()) {
                    items.add(item);
                }
            }
            return items;
        }

        private static List<Long> strongest(Map<Long, Related> related, int limit) {
            List<Map.Entry<Long, Related>> entries = new ArrayList<>(related.entrySet());
            entries.sort(Comparator.comparingDouble(
                            (Map.Entry<Long, Related> entry) -> entry.getValue().score())
                    .reversed()
                    .thenComparing(Map.Entry::getKey));
            return entries.stream().limit(limit).map(Map.Entry::getKey).toList();
        }

        /** An item without a history in a shop where others have one. */
        boolean cold(long item) {
            return neighbours != null && !neighbours.isEmpty() && !neighbours.knows(item);
        }
    }

    /**
     * What each channel gives to candidates.
     *
     * @param borrowers cold candidates that borrow, those that read most like the history
     * @param popularity of items with a history, from 0 to 1
     */
    Channels channels(Recalled recalled, Set<Long> candidates, Map<Long, Double> popularity, int borrowers) {
        if (recalled.neighbours() == null || recalled.query() == null) {
            return new Channels(recalled, Map.of(), Map.of(), Map.of(), popularity, Set.of());
        }
        Map<Long, Double> together = scores(recalled.together());
        Map<Long, Double> knn = scores(recalled.knn());
        Map<Long, Double> alike = new HashMap<>();
        Set<Long> cold = new HashSet<>();
        for (long item : candidates) {
            alike.put(item, recalled.query().likeness(item));
            if (recalled.cold(item)) {
                cold.add(item);
            }
        }
        Map<Long, Double> prior = popularity;
        if (!cold.isEmpty()) {
            List<Long> first = cold.stream()
                    .sorted(Comparator.comparingDouble((Long item) -> alike.getOrDefault(item, 0.0))
                            .reversed()
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
            together = with(together, words.borrowed(first, recalled.neighbours(), together, borrowers));
            knn = with(knn, words.borrowed(first, recalled.neighbours(), knn, borrowers));
            prior = with(popularity, words.borrowed(first, recalled.neighbours(), popularity, borrowers));
        }
        return new Channels(
                recalled,
                shares(together, candidates),
                shares(knn, candidates),
                shares(alike, candidates),
                prior,
                cold);
    }

    private static Map<Long, Double> scores(Map<Long, Related> related) {
        Map<Long, Double> scores = new HashMap<>();
        related.forEach((item, found) -> scores.put(item, found.score()));
        return scores;
    }

    private static Map<Long, Double> with(Map<Long, Double> own, Map<Long, Double> borrowed) {
        Map<Long, Double> both = new HashMap<>(own);
        both.putAll(borrowed);
        return both;
    }

    /** Shares of the best candidate's. */
    private static Map<Long, Double> shares(Map<Long, Double> scores, Set<Long> candidates) {
        double best = candidates.stream()
                .mapToDouble(item -> scores.getOrDefault(item, 0.0))
                .max()
                .orElse(0);
        Map<Long, Double> shares = new HashMap<>();
        if (best > 0) {
            candidates.forEach(item -> shares.put(item, scores.getOrDefault(item, 0.0) / best));
        }
        return shares;
    }

    /**
     * What each channel gives, from 0 to 1.
     *
     * @param cold candidates without a history
     */
    record Channels(
            Recalled recalled,
            Map<Long, Double> together,
            Map<Long, Double> knn,
            Map<Long, Double> words,
            Map<Long, Double> popularity,
            Set<Long> cold) {

        /** Of a user without a history. */
        static Channels none(Map<Long, Double> popularity) {
            return new Channels(Recalled.NONE, Map.of(), Map.of(), Map.of(), popularity, Set.of());
        }

        /** Whether anything but popularity speaks for an item. */
        boolean any(long item) {
            return together.getOrDefault(item, 0.0) > 0
                    || knn.getOrDefault(item, 0.0) > 0
                    || words.getOrDefault(item, 0.0) > 0;
        }

        /** The item of the history that behaviour leads from. */
        @Nullable
        Long together(long item) {
            Related related =
                    recalled.together().getOrDefault(item, recalled.knn().get(item));
            return related == null ? wording(item) : Long.valueOf(related.because());
        }

        /** The item of the history that words lead from. */
        @Nullable
        Long wording(long item) {
            return recalled.query() == null ? null : recalled.query().because(item);
        }
    }
}
