package dev.vitrine.evaluation.offline;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.affinity.Kind;
import dev.vitrine.affinity.Profile;
import dev.vitrine.affinity.Related;
import dev.vitrine.affinity.Words;
import dev.vitrine.evaluation.offline.Split.Case;
import dev.vitrine.index.Modality;
import dev.vitrine.interaction.Interactions.Popularity;
import dev.vitrine.ranking.Fusion;
import dev.vitrine.ranking.Hybrid;
import dev.vitrine.ranking.Knowledge;
import dev.vitrine.ranking.Mixes;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The methods that are compared: baselines, each channel alone, and the ranking that serves. */
@Configuration(proxyBeanMethods = false)
class Methods {

    private static final int POPULAR = 1000;

    /** A method by its name and what it learns. */
    private record Named(String name, Learning learning) implements Method {

        @Override
        public Ranker learn(Split split, Shelf shelf) {
            return learning.learn(split, shelf);
        }
    }

    private interface Learning {

        Method.Ranker learn(Split split, Shelf shelf);
    }

    @Bean
    Method randomMethod() {
        return new Named("random", (split, shelf) -> (user, among, limit) -> {
            List<Long> items = new ArrayList<>(open(user, among, shelf));
            Collections.sort(items);
            Collections.shuffle(items, new Random(user.user().hashCode()));
            return items.subList(0, Math.min(limit, items.size()));
        });
    }

    @Bean
    Method popularityMethod() {
        return new Named("popularity", (split, shelf) -> {
            Map<Long, Double> ever = new HashMap<>();
            shelf.train().forEach(event -> ever.merge(event.item(), 1.0, Double::sum));
            return (user, among, limit) -> best(ever, user, among, shelf, limit);
        });
    }

    @Bean
    Method recentPopularityMethod() {
        return new Named(
                "popularity-recent",
                (split, shelf) -> (user, among, limit) -> best(
                        shelf.popular(user.at(), POPULAR).stream()
                                .collect(Collectors.toMap(Popularity::item, Popularity::weight)),
                        user,
                        among,
                        shelf,
                        limit));
    }

    @Bean
    Method itemKnnMethod(Affinity affinity) {
        return related("item-knn", Kind.KNN, affinity);
    }

    @Bean
    Method easeMethod(Affinity affinity) {
        return related("ease", Kind.LIKED, affinity);
    }

    private static Method related(String name, Kind kind, Affinity affinity) {
        return new Named(name, (split, shelf) -> (user, among, limit) -> {
            Profile profile = affinity.profile(shelf.preference(user).history());
            Related related = profile.related(shelf.neighbours().rows(kind, profile.items()));
            return best(related.scores(), user, among, shelf, limit);
        });
    }

    @Bean
    Method wordsMethod(Affinity affinity, Words words) {
        return new Named("words", (split, shelf) -> (user, among, limit) -> {
            Words.Query query =
                    words.query(affinity.profile(shelf.preference(user).history()));
            Map<Long, Double> scores = new HashMap<>();
            open(user, among, shelf).forEach(item -> scores.put(item, query.likeness(item)));
            return best(scores, user, among, shelf, limit);
        });
    }

    @Bean
    Method imageMethod(Affinity affinity) {
        return vectors("image", affinity, shelf -> shelf.vectors(Modality.IMAGE));
    }

    @Bean
    Method textMethod(Affinity affinity) {
        return vectors("text", affinity, shelf -> shelf.vectors(Modality.TEXT));
    }

    /** The same arithmetic with vectors that mean nothing: what a gain by vectors must beat. */
    @Bean
    Method randomVectorsMethod(Affinity affinity) {
        return vectors(
                "random-vectors",
                affinity,
                shelf -> shelf.items().stream().collect(Collectors.toMap(item -> item, item -> {
                    var random = new Random(item);
                    float[] values = new float[64];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) random.nextGaussian();
                    }
                    return UnitVector.of(values);
                })));
    }

    private static Method vectors(String name, Affinity affinity, Function<Shelf, Map<Long, UnitVector>> source) {
        return new Named(name, (split, shelf) -> {
            Map<Long, UnitVector> vectors = source.apply(shelf);
            return (user, among, limit) -> {
                Profile profile = affinity.profile(shelf.preference(user).history());
                List<UnitVector.Weighted> parts = profile.weights().entrySet().stream()
                        .filter(entry -> vectors.containsKey(entry.getKey()))
                        .map(entry -> new UnitVector.Weighted(
                                Objects.requireNonNull(vectors.get(entry.getKey())), entry.getValue()))
                        .toList();
                Map<Long, Double> scores = new HashMap<>();
                if (!parts.isEmpty()) {
                    UnitVector direction = UnitVector.blend(parts);
                    open(user, among, shelf).forEach(item -> {
                        UnitVector vector = vectors.get(item);
                        if (vector != null) {
                            scores.put(item, direction.dot(vector));
                        }
                    });
                }
                return best(scores, user, among, shelf, limit);
            };
        });
    }

    /** Both sides of vectors alone, compared each by itself. */
    @Bean
    Method lateVectorsMethod(Ranking ranking) {
        return ranked("vectors-late", ranking, Fusion.LATE, shelf -> alone(ranking.settingsMixes()));
    }

    /** Both sides of vectors alone, compared in one. */
    @Bean
    Method earlyVectorsMethod(Ranking ranking) {
        return ranked("vectors-early", ranking, Fusion.EARLY, shelf -> alone(ranking.settingsMixes()));
    }

    private static Mixes alone(Mixes mixes) {
        return mixes.without(2, 3, 4, 5);
    }

    /** The whole ranking with early fusion and the weights that the training part teaches. */
    @Bean
    Method earlyMethod(Ranking ranking) {
        return ranked("early", ranking, Fusion.EARLY, Shelf::mixes);
    }

    /** The same with late fusion, which serves unless the shop says otherwise. */
    @Bean
    Method lateMethod(Ranking ranking) {
        return ranked("late", ranking, Fusion.LATE, Shelf::mixes);
    }

    /** The same, its first candidates put in order by a network that the training part teaches, if that is better. */
    @Bean
    Method hybridMethod(Ranking ranking) {
        return ranked("hybrid", ranking, Fusion.HYBRID, Shelf::mixes, Shelf::hybrid);
    }

    /** The same with the settings' weights. */
    @Bean
    Method unlearntMethod(Ranking ranking) {
        return ranked("late-unlearnt", ranking, Fusion.LATE, shelf -> ranking.settingsMixes());
    }

    /** The ranking without one of its channels. */
    static List<Method> without(Ranking ranking) {
        Map<String, UnaryOperator<Mixes>> channels = new TreeMap<>(Map.of(
                "vectors", mixes -> mixes.without(0, 1),
                "behaviour", mixes -> mixes.without(2, 3),
                "words", mixes -> mixes.without(4),
                "popularity", mixes -> mixes.without(5)));
        return channels.entrySet().stream()
                .map(channel -> ranked(
                        "late-without-" + channel.getKey(),
                        ranking,
                        Fusion.LATE,
                        shelf -> channel.getValue().apply(shelf.mixes())))
                .toList();
    }

    private static Method ranked(String name, Ranking ranking, Fusion fusion, Function<Shelf, Mixes> mixes) {
        return ranked(name, ranking, fusion, mixes, shelf -> Hybrid.NONE);
    }

    private static Method ranked(
            String name,
            Ranking ranking,
            Fusion fusion,
            Function<Shelf, Mixes> mixes,
            Function<Shelf, Hybrid> hybrids) {
        return new Named(name, (split, shelf) -> {
            Hybrid hybrid = hybrids.apply(shelf);
            return (user, among, limit) -> ranking.forPreference(
                    shelf.preference(user),
                    new Knowledge(shelf.popular(user.at(), POPULAR), shelf.neighbours(), mixes.apply(shelf), hybrid),
                    fusion,
                    among,
                    limit);
        });
    }

    private static Set<Long> open(Case user, @Nullable Set<Long> among, Shelf shelf) {
        Set<Long> touched = Shelf.touched(user);
        return (among == null ? shelf.items() : among)
                .stream().filter(item -> !touched.contains(item)).collect(Collectors.toSet());
    }

    private static List<Long> best(
            Map<Long, Double> scores, Case user, @Nullable Set<Long> among, Shelf shelf, int limit) {
        Set<Long> touched = Shelf.touched(user);
        Set<Long> counted = among == null ? shelf.items() : among;
        return scores.entrySet().stream()
                .filter(entry -> !touched.contains(entry.getKey()) && counted.contains(entry.getKey()))
                .sorted(Map.Entry.<Long, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }
}
