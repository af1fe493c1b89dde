package dev.vitrine.ranking.reranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingTests {

    private static final Training.Settings SETTINGS =
            new Training.Settings(250, 0.02, 0.01, Duration.ofMinutes(2), 2, 1);

    @Test
    void whatOneSideSaysOfTheOtherIsLearntAndHoldsForUsersWhoDidNotTeachIt() {
        Training.Outcome outcome = Training.outcome(Planted.acrossSides(100, 1), Planted.DIMENSION, SETTINGS);

        assertThat(outcome.users()).isEqualTo(100);
        assertThat(outcome.better()).as("%s", outcome).isTrue();
        assertThat(outcome.after() - outcome.before()).as("%s", outcome).isGreaterThan(0.2);
        // The network that serves knows it too, of users of another world of things like these.
        List<Lesson> others = Planted.acrossSides(50, 99);
        assertThat(ndcg(others, outcome.reRanker())).isGreaterThan(outcome.before() + 0.2);
    }

    @Test
    void chanceIsNotTakenForKnowledge() {
        Training.Outcome outcome = Training.outcome(Planted.byChance(60, 2), Planted.DIMENSION, SETTINGS);

        assertThat(outcome.better()).as("%s", outcome).isFalse();
        assertThat(outcome.error()).isPositive();
    }

    @Test
    void theSameSeedTeachesTheSame() {
        var few = new Training.Settings(5, 0.01, 0.1, Duration.ofMinutes(1), 2, 4);
        List<Lesson> lessons = Planted.acrossSides(10, 1);

        ReRanker once = Training.outcome(lessons, Planted.DIMENSION, few).reRanker();
        ReRanker again = Training.outcome(lessons, Planted.DIMENSION, few).reRanker();

        Slate slate = lessons.getFirst().slate();
        assertThat(once.changes(slate)).containsExactly(again.changes(slate), within(1e-4f));
    }

    @Test
    void itEndsWhenItsTimeIsUp() {
        var endless = new Training.Settings(100_000, 0.01, 0.1, Duration.ofMillis(600), 2, 1);
        long began = System.nanoTime();

        Training.outcome(Planted.acrossSides(20, 1), Planted.DIMENSION, endless);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void usersWithoutALikeInTheirSlateTeachNothing() {
        Lesson lesson = Planted.byChance(1, 1).getFirst();
        Lesson silent = new Lesson("ann", lesson.slate(), new boolean[lesson.liked().length], 1);
        Lesson other = new Lesson("ben", lesson.slate(), new boolean[lesson.liked().length], 2);

        Training.Outcome outcome = Training.outcome(List.of(silent, other), Planted.DIMENSION, SETTINGS);

        assertThat(outcome.reRanker().changes(lesson.slate())).containsOnly(0);
        assertThat(outcome.better()).isFalse();
    }

    /** Against differences of the loss itself, as long as no two candidates change places. */
    @Test
    void slopesAreThoseOfTheLoss() {
        Lesson lesson = Planted.byChance(1, 5).getFirst();
        int count = lesson.liked().length;
        float[] changes = new float[count];
        float[] slopes = new float[count];
        Training.slopes(lesson, changes, slopes, 0, 1);
        double step = 1e-3;
        int[] order = lesson.order(changes);
        for (int c = 0; c < count; c++) {
            float[] more = changes.clone();
            float[] less = changes.clone();
            more[c] += (float) step;
            less[c] -= (float) step;
            double slope = (loss(lesson, more, order) - loss(lesson, less, order)) / (2 * step);
            assertThat((double) slopes[c]).isCloseTo(slope, within(1e-3));
        }
    }

    @Test
    void ndcgIsOneWithTheLikedFirstAndCountsThoseBehindTheSlate() {
        Lesson lesson = Planted.byChance(1, 3).getFirst();
        float[] perfect = new float[lesson.liked().length];
        for (int c = 0; c < perfect.length; c++) {
            perfect[c] = lesson.liked()[c] ? 100 : 0;
        }
        Lesson behind = new Lesson("ann", lesson.slate(), lesson.liked(), lesson.likes() + 1);

        assertThat(lesson.ndcg(perfect)).isCloseTo(1, within(1e-9));
        assertThat(behind.ndcg(perfect)).isLessThan(1);
        assertThat(lesson.ndcg(new float[perfect.length])).isLessThan(1);
    }

    /** The pairwise loss, weighed by swaps within a given order. */
    private static double loss(Lesson lesson, float[] changes, int[] order) {
        int count = changes.length;
        double[] discounts = new double[count];
        double ideal = 0;
        for (int place = 0; place < count; place++) {
            discounts[order[place]] = 1 / Math.log(place + 2.0);
            ideal += place < lesson.likes() ? 1 / Math.log(place + 2.0) : 0;
        }
        double loss = 0;
        for (int liked = 0; liked < count; liked++) {
            for (int other = 0; other < count; other++) {
                if (lesson.liked()[liked] && !lesson.liked()[other]) {
                    double ahead = (double) lesson.slate().late(liked)
                            + changes[liked]
                            - lesson.slate().late(other)
                            - changes[other];
                    loss += Math.abs(discounts[liked] - discounts[other]) / ideal * Math.log1p(Math.exp(-ahead));
                }
            }
        }
        return loss;
    }

    private static double ndcg(List<Lesson> lessons, ReRanker reRanker) {
        return lessons.stream()
                .mapToDouble(lesson -> lesson.ndcg(reRanker.changes(lesson.slate())))
                .average()
                .orElse(0);
    }
}
