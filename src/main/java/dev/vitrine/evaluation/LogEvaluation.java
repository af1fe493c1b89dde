package dev.vitrine.evaluation;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.preference.Preference;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.Ranking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Recommendations against what users did next. Each user's log is cut in time: what follows the cut is held out, and both
 * the recommendations and the popularity know only what came before it. Items that the user had touched before are no
 * answers, nor are items that may not be shown now.
 */
@Component
class LogEvaluation {

    private static final int TEN = 10;

    /** Of a user's liked items, the last fifth is held out. */
    private static final double HELD_OUT = 0.2;

    private static final int LEAST_LIKED = 10;
    private static final int PAGE = 500;

    private final Interactions interactions;
    private final Preferences preferences;
    private final Ranking ranking;
    private final Catalog catalog;

    LogEvaluation(Interactions interactions, Preferences preferences, Ranking ranking, Catalog catalog) {
        this.interactions = interactions;
        this.preferences = preferences;
        this.ranking = ranking;
        this.catalog = catalog;
    }

    /** A user's log, cut. */
    private record Split(List<Interaction> before, Instant cut, Set<Long> next) {}

    /** The scores over those of the users whose log is long enough. */
    LogScores of(Collection<String> users) {
        Set<Long> shown = shown();
        List<Interaction> log = interactions.all();
        Map<String, List<Interaction>> byUser = new LinkedHashMap<>();
        log.forEach(event ->
                byUser.computeIfAbsent(event.user(), user -> new ArrayList<>()).add(event));
        int count = 0;
        int events = 0;
        double vitrine = 0;
        double popularity = 0;
        double random = 0;
        for (String user : users) {
            Split split = split(byUser.getOrDefault(user, List.of()), shown);
            if (split.next().isEmpty()) {
                continue;
            }
            count++;
            events += split.next().size();
            List<Popularity> popular = popular(log, split.cut());
            Preference preference = preferences.from(user, split.before(), split.cut());
            Set<Long> touched = items(split.before());
            vitrine += ndcg(ranking.forPreference(preference, popular, TEN), split.next());
            popularity += ndcg(
                    popular.stream()
                            .map(Popularity::item)
                            .filter(item -> shown.contains(item) && !touched.contains(item))
                            .toList(),
                    split.next());
            long open = shown.stream().filter(item -> !touched.contains(item)).count();
            random += RankingMetrics.expectedNdcgAt(TEN, split.next().size(), (int) open);
        }
        int divisor = Math.max(1, count);
        return new LogScores(count, events, shown.size(), vitrine / divisor, popularity / divisor, random / divisor);
    }

    /** The user's liked items in the order of first sight; the last fifth begins at the cut. */
    private Split split(List<Interaction> log, Set<Long> shown) {
        Map<Long, Instant> firsts = new LinkedHashMap<>();
        Set<Long> liked = new LinkedHashSet<>();
        for (Interaction event : log) {
            firsts.putIfAbsent(event.item(), event.at());
            if (interactions.type(event.type()).weight() > 0) {
                liked.add(event.item());
            }
        }
        List<Long> order = List.copyOf(liked);
        if (order.size() < LEAST_LIKED) {
            return new Split(List.of(), Instant.EPOCH, Set.of());
        }
        Instant cut = Objects.requireNonNull(firsts.get(order.get((int) (order.size() * (1 - HELD_OUT)))));
        List<Interaction> before =
                log.stream().filter(event -> event.at().isBefore(cut)).toList();
        Set<Long> next = new HashSet<>(liked);
        next.removeAll(items(before));
        next.retainAll(shown);
        return new Split(before, cut, next);
    }

    private List<Popularity> popular(List<Interaction> log, Instant cut) {
        List<Interaction> before =
                log.stream().filter(event -> event.at().isBefore(cut)).toList();
        return interactions.popular(before, cut, PAGE);
    }

    private static double ndcg(List<Long> ranked, Set<Long> next) {
        boolean[] relevant = new boolean[Math.min(TEN, ranked.size())];
        for (int i = 0; i < relevant.length; i++) {
            relevant[i] = next.contains(ranked.get(i));
        }
        return RankingMetrics.ndcgAt(TEN, next.size(), relevant);
    }

    private static Set<Long> items(List<Interaction> log) {
        Set<Long> items = new HashSet<>();
        log.forEach(event -> items.add(event.item()));
        return items;
    }

    private Set<Long> shown() {
        Set<Long> shown = new HashSet<>();
        long after = 0;
        List<Item> page = catalog.page(after, PAGE);
        while (!page.isEmpty()) {
            page.stream().filter(item -> item.offer().available()).forEach(item -> shown.add(item.key()));
            page = catalog.page(page.getLast().key(), PAGE);
        }
        return shown;
    }
}
