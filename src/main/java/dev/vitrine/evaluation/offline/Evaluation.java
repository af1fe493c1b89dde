package dev.vitrine.evaluation.offline;

import dev.vitrine.affinity.Affinity;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.evaluation.offline.Scores.Interval;
import dev.vitrine.evaluation.offline.Scores.Latency;
import dev.vitrine.evaluation.offline.Scores.OfMethod;
import dev.vitrine.evaluation.offline.Split.Case;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interaction;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.preference.Preferences;
import dev.vitrine.ranking.Ranking;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs methods on a split and measures their lists. */
@Component
class Evaluation {

    private static final int TEN = 10;
    private static final int TWENTY = 20;
    private static final int PAGE = 500;
    private static final int DIVERSITY_USERS = 200;

    /** Users with so few likes are new. */
    static final int FEW_LIKES = 5;

    private final Interactions interactions;
    private final Preferences preferences;
    private final VectorIndex index;
    private final Affinity affinity;
    private final Ranking ranking;
    private final Catalog catalog;

    Evaluation(
            Interactions interactions,
            Preferences preferences,
            VectorIndex index,
            Affinity affinity,
            Ranking ranking,
            Catalog catalog) {
        this.interactions = interactions;
        this.preferences = preferences;
        this.index = index;
        this.affinity = affinity;
        this.ranking = ranking;
        this.catalog = catalog;
    }

    /** Takes each list: the method, the user, and the items' keys, best first. */
    interface Lists {

        void add(String method, String user, List<Long> items);
    }

    /**
     * Measures methods on a split.
     *
     * @param length of the lists, at least 20
     * @param lists takes what they recommend
     * @param progress is told what is being done
     */
    Scores of(Split split, List<Method> methods, int length, Lists lists, Consumer<String> progress) {
        Set<Long> shown = shown();
        Set<Long> counted = split.among() == null ? shown : split.among();
        List<Case> cases = cases(split, counted);
        progress.accept("Learning from " + split.train().size() + " interactions");
        var shelf = new Shelf(split, shown, interactions, preferences, index, affinity, ranking);
        progress.accept("Weights taught: " + shelf.mixes());
        List<OfMethod> scores = new ArrayList<>();
        for (Method method : methods) {
            progress.accept(method.name());
            scores.add(of(method, new Setting(split, cases, counted, shelf, length), lists));
        }
        return new Scores(split.name(), cases.size(), counted.size(), scores);
    }

    private record Setting(Split split, List<Case> cases, Set<Long> counted, Shelf shelf, int length) {}

    /** Items that may not be shown are no answers. */
    private static List<Case> cases(Split split, Set<Long> counted) {
        return split.cases().stream()
                .map(user -> {
                    Set<Long> next = new HashSet<>(user.next());
                    next.retainAll(counted);
                    return new Case(user.user(), user.before(), user.at(), next);
                })
                .filter(user -> !user.next().isEmpty())
                .toList();
    }

    private OfMethod of(Method method, Setting setting, Lists lists) {
        Method.Ranker ranker = method.learn(setting.split(), setting.shelf());
        List<Case> cases = setting.cases();
        double[][] values = new double[cases.size()][];
        double[] milliseconds = new double[cases.size()];
        List<List<Long>> tops = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Case user = cases.get(i);
            setting.shelf().preference(user);
            long began = System.nanoTime();
            List<Long> ranked = ranker.rank(user, setting.split().among(), setting.length());
            milliseconds[i] = (System.nanoTime() - began) / 1e6;
            values[i] = Measure.all(ranked, user.next());
            lists.add(method.name(), user.user(), ranked);
            tops.add(ranked.subList(0, Math.min(TEN, ranked.size())));
        }
        return new OfMethod(
                method.name(),
                intervals(values),
                coldUsers(cases, values),
                coldItems(ranker, setting),
                tops.stream().flatMap(List::stream).distinct().count()
                        / (double) Math.max(1, setting.counted().size()),
                diversity(tops),
                novelty(tops, setting.split().train()),
                latency(milliseconds));
    }

    private static Map<String, Interval> intervals(double[][] values) {
        Map<String, Interval> intervals = new LinkedHashMap<>();
        for (Measure measure : Measure.values()) {
            intervals.put(
                    measure.word,
                    Bootstrap.mean(Arrays.stream(values)
                            .mapToDouble(row -> row[measure.ordinal()])
                            .toArray()));
        }
        return intervals;
    }

    private static @Nullable Map<String, Interval> coldUsers(List<Case> cases, double[][] values) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (cases.get(i).before().size() <= FEW_LIKES) {
                rows.add(values[i]);
            }
        }
        return rows.isEmpty() ? null : intervals(rows.toArray(double[][]::new));
    }

    private @Nullable Map<String, Interval> coldItems(Method.Ranker ranker, Setting setting) {
        Set<Long> cold = new HashSet<>(setting.counted());
        cold.removeAll(liked(setting.split().train()).keySet());
        List<double[]> rows = new ArrayList<>();
        for (Case user : setting.cases()) {
            Set<Long> next = new HashSet<>(user.next());
            next.retainAll(cold);
            if (!next.isEmpty()) {
                rows.add(Measure.all(ranker.rank(user, cold, TWENTY), next));
            }
        }
        return rows.isEmpty() ? null : intervals(rows.toArray(double[][]::new));
    }

    private Map<Long, Set<String>> liked(List<Interaction> log) {
        Map<Long, Set<String>> liked = new HashMap<>();
        log.stream()
                .filter(event -> {
                    var type = interactions.types().get(event.type());
                    return type != null && type.weight() > 0;
                })
                .forEach(event -> liked.computeIfAbsent(event.item(), item -> new HashSet<>())
                        .add(event.user()));
        return liked;
    }

    private double novelty(List<List<Long>> tops, List<Interaction> train) {
        Map<Long, Set<String>> liked = liked(train);
        long users = train.stream().map(Interaction::user).distinct().count();
        return tops.stream()
                .flatMap(List::stream)
                .mapToDouble(item -> {
                    int count = liked.getOrDefault(item, Set.of()).size();
                    return -Math.log((count + 1.0) / (users + 1)) / Math.log(2);
                })
                .average()
                .orElse(0);
    }

    private double diversity(List<List<Long>> tops) {
        return tops.stream()
                .limit(DIVERSITY_USERS)
                .filter(top -> top.size() > 1)
                .mapToDouble(this::unlikeness)
                .average()
                .orElse(0);
    }

    private double unlikeness(List<Long> top) {
        double sum = 0;
        int pairs = 0;
        for (Modality modality : List.of(Modality.IMAGE, Modality.TEXT)) {
            List<UnitVector> vectors = List.copyOf(index.vectors(modality, top).values());
            for (int i = 0; i < vectors.size(); i++) {
                for (int j = 0; j < i; j++) {
                    sum += 1 - vectors.get(i).dot(vectors.get(j));
                    pairs++;
                }
            }
        }
        return pairs == 0 ? 0 : sum / pairs;
    }

    private static Latency latency(double[] milliseconds) {
        double[] sorted = milliseconds.clone();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? new Latency(0, 0)
                : new Latency(Arrays.stream(sorted).average().orElse(0), sorted[(int) (0.95 * (sorted.length - 1))]);
    }

    private Set<Long> shown() {
        Set<Long> shown = new HashSet<>();
        List<Item> page = catalog.page(0, PAGE);
        while (!page.isEmpty()) {
            shown.addAll(page.stream()
                    .filter(item -> item.offer().available())
                    .map(Item::key)
                    .collect(Collectors.toSet()));
            page = catalog.page(page.getLast().key(), PAGE);
        }
        return shown;
    }
}
