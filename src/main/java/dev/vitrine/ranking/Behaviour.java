package dev.vitrine.ranking;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Kind;
import dev.vitrine.affinity.Neighbourhood;
import dev.vitrine.affinity.Profile;
import dev.vitrine.affinity.Related;
import dev.vitrine.affinity.Words;
import dev.vitrine.preference.Preference;
import it.unimi.dsi.fastutil.longs.Long2DoubleMap;
import it.unimi.dsi.fastutil.longs.Long2DoubleMaps;
import it.unimi.dsi.fastutil.longs.Long2DoubleOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import it.unimi.dsi.fastutil.longs.LongSet;
import it.unimi.dsi.fastutil.longs.LongSets;
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
        Related together = profile.related(neighbours.rows(Kind.LIKED, profile.items()));
        Related knn = profile.related(neighbours.rows(Kind.KNN, profile.items()));
        return new Recalled(together, knn, words.query(profile), neighbours);
    }

    /**
     * What is recalled.
     *
     * @param query what the history reads like; null without a history
     */
    record Recalled(
            Related together,
            Related knn,
            Words.@Nullable Query query,
            @Nullable Neighbourhood neighbours) {

        static final Recalled NONE = new Recalled(Related.NONE, Related.NONE, null, null);

        /** The items that behaviour calls up most, and those that words do. */
        LongSet items(int limit) {
            LongSet items = new LongOpenHashSet(together.strongest(limit));
            items.addAll(LongArrayList.wrap(knn.strongest(limit)));
            if (query != null) {
                items.addAll(LongArrayList.wrap(query.nearest(limit).items()));
            }
            return items;
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
    Channels channels(Recalled recalled, LongSet candidates, Long2DoubleMap popularity, int borrowers) {
        Words.Query query = recalled.query();
        if (recalled.neighbours() == null || query == null) {
            return new Channels(
                    recalled,
                    Long2DoubleMaps.EMPTY_MAP,
                    Long2DoubleMaps.EMPTY_MAP,
                    Long2DoubleMaps.EMPTY_MAP,
                    popularity,
                    LongSets.EMPTY_SET);
        }
        Long2DoubleMap together = recalled.together().scores();
        Long2DoubleMap knn = recalled.knn().scores();
        Long2DoubleMap prior = popularity;
        var alike = new Long2DoubleOpenHashMap(candidates.size());
        var cold = new LongOpenHashSet();
        candidates.forEach(item -> {
            alike.put(item, query.likeness(item));
            if (recalled.cold(item)) {
                cold.add(item);
            }
        });
        if (!cold.isEmpty()) {
            var first = new LongArrayList(cold);
            first.sort((a, b) ->
                    alike.get(a) == alike.get(b) ? Long.compare(a, b) : Double.compare(alike.get(b), alike.get(a)));
            prior = with(popularity, words.borrowed(first, recalled.neighbours(), popularity, borrowers));
            together = with(together, words.borrowed(first, recalled.neighbours(), together, borrowers));
            knn = with(knn, words.borrowed(first, recalled.neighbours(), knn, borrowers));
        }
        return new Channels(
                recalled,
                shares(together, candidates),
                shares(knn, candidates),
                shares(alike, candidates),
                prior,
                cold);
    }

    private static Long2DoubleMap with(Long2DoubleMap own, Long2DoubleMap borrowed) {
        if (borrowed.isEmpty()) {
            return own;
        }
        var both = new Long2DoubleOpenHashMap(own);
        both.putAll(borrowed);
        return both;
    }

    /** Shares of the best candidate's. */
    private static Long2DoubleMap shares(Long2DoubleMap scores, LongSet candidates) {
        var shares = new Long2DoubleOpenHashMap();
        double best = 0;
        var items = candidates.iterator();
        while (items.hasNext()) {
            long item = items.nextLong();
            double score = scores.get(item);
            if (score > 0) {
                shares.put(item, score);
                best = Math.max(best, score);
            }
        }
        for (Long2DoubleMap.Entry entry : shares.long2DoubleEntrySet()) {
            entry.setValue(entry.getDoubleValue() / best);
        }
        return shares;
    }

    /**
     * What each channel gives, from 0 to 1; 0 for an item that is not in a map.
     *
     * @param cold candidates without a history
     */
    record Channels(
            Recalled recalled,
            Long2DoubleMap together,
            Long2DoubleMap knn,
            Long2DoubleMap words,
            Long2DoubleMap popularity,
            LongSet cold) {

        /** Of a user without a history. */
        static Channels none(Long2DoubleMap popularity) {
            return new Channels(
                    Recalled.NONE,
                    Long2DoubleMaps.EMPTY_MAP,
                    Long2DoubleMaps.EMPTY_MAP,
                    Long2DoubleMaps.EMPTY_MAP,
                    popularity,
                    LongSets.EMPTY_SET);
        }

        /** Whether anything but popularity speaks for an item. */
        boolean any(long item) {
            return together.get(item) > 0 || knn.get(item) > 0 || words.get(item) > 0;
        }

        /** The item of the history that behaviour leads from. */
        @Nullable
        Long together(long item) {
            Long because = recalled.together().because(item);
            if (because == null) {
                because = recalled.knn().because(item);
            }
            return because == null ? wording(item) : because;
        }

        /** The item of the history that words lead from. */
        @Nullable
        Long wording(long item) {
            return recalled.query() == null ? null : recalled.query().because(item);
        }
    }
}
