package dev.vitrine.evaluation.offline;

import dev.vitrine.interaction.Interactions;
import dev.vitrine.ranking.Ranking;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The ranking in three numbers: against what is popular, and against chance, on the end of users' histories. */
@Component
public class LogEvaluation {

    private static final List<String> METHODS = List.of("random", "popularity-recent", "late");

    /** What is measured where nobody says what to measure. */
    static final List<String> NIGHTLY =
            List.of("random", "popularity-recent", "item-knn", "ease", "image", "text", "late");

    private static final String NIGHT = "night";
    private static final int LENGTH = 20;

    private final Interactions interactions;
    private final Splits splits;
    private final Evaluation evaluation;
    private final List<Method> methods;
    private final EvaluationStore store;
    private final Ranking ranking;
    private final Clock clock;

    LogEvaluation(
            Interactions interactions,
            Splits splits,
            Evaluation evaluation,
            List<Method> methods,
            EvaluationStore store,
            Ranking ranking,
            Clock clock) {
        this.ranking = ranking;
        this.store = store;
        this.clock = clock;
        this.interactions = interactions;
        this.splits = splits;
        this.evaluation = evaluation;
        this.methods = methods;
    }

    /**
     * Measures the ranking and its baselines on the log cut at one moment, and stores that as a run.
     *
     * @param most users that are measured, always the same of the same log
     * @return the run's number; none if no user's log is long enough
     */
    public Optional<Long> snapshot(int most) {
        Split night = splits.of(Splits.Kind.time, interactions.all()).of(NIGHT, most);
        if (night.cases().isEmpty()) {
            return Optional.empty();
        }
        Scores scores = evaluation.of(
                night,
                methods.stream()
                        .filter(method -> NIGHTLY.contains(method.name())
                                || ranking.hybrid() && method.name().equals("hybrid"))
                        .toList(),
                LENGTH,
                (method, user, items) -> {},
                doing -> {});
        return Optional.of(store.add(scores, clock.instant()));
    }

    /** The scores over those of the users whose log is long enough. */
    public LogScores of(Collection<String> users) {
        Set<String> asked = Set.copyOf(users);
        Split tail = splits.of(Splits.Kind.tail, interactions.all());
        List<Split.Case> cases = tail.cases().stream()
                .filter(user -> asked.contains(user.user()))
                .toList();
        Scores scores = evaluation.of(
                new Split(tail.name(), tail.train(), cases, null),
                methods.stream()
                        .filter(method -> METHODS.contains(method.name()))
                        .toList(),
                LENGTH,
                (method, user, items) -> {},
                doing -> {});
        Map<String, Double> ndcg =
                scores.methods().stream().collect(Collectors.toMap(Scores.OfMethod::name, Scores.OfMethod::ndcg));
        return new LogScores(
                scores.users(),
                cases.stream().mapToInt(user -> user.next().size()).sum(),
                scores.items(),
                ndcg.getOrDefault("late", 0.0),
                ndcg.getOrDefault("popularity-recent", 0.0),
                ndcg.getOrDefault("random", 0.0));
    }
}
