package dev.vitrine.evaluation.offline;

import dev.vitrine.interaction.Interactions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The ranking in three numbers: against what is popular, and against chance, on the end of users' histories. */
@Component
public class LogEvaluation {

    private static final List<String> METHODS = List.of("random", "popularity-recent", "late");
    private static final int LENGTH = 20;

    private final Interactions interactions;
    private final Splits splits;
    private final Evaluation evaluation;
    private final List<Method> methods;

    LogEvaluation(Interactions interactions, Splits splits, Evaluation evaluation, List<Method> methods) {
        this.interactions = interactions;
        this.splits = splits;
        this.evaluation = evaluation;
        this.methods = methods;
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
