package dev.vitrine.affinity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.interaction.EventType;
import dev.vitrine.interaction.Interaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AffinityModelTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Map<String, EventType> TYPES = Map.of(
            "view", new EventType(1, Duration.ofDays(30)),
            "like", new EventType(4, Duration.ofDays(30)),
            "purchase", new EventType(4, Duration.ofDays(30)),
            "dislike", new EventType(-4, Duration.ofDays(30)));

    static AffinityProperties settings(double nearness, int easeItems) {
        return new AffinityProperties(
                3,
                50,
                easeItems,
                10,
                nearness,
                5,
                2,
                Set.of("purchase"),
                Duration.ofDays(1),
                2,
                0.5,
                10,
                Duration.ofDays(90),
                100,
                1000,
                100_000);
    }

    private final List<Interaction> log = new ArrayList<>();

    @Test
    void theInverseTimesTheMatrixIsOneAlsoOverSeveralBlocks() {
        int n = 150;
        var random = new Random(1);
        double[][] root = new double[n][n];
        for (double[] row : root) {
            for (int j = 0; j < n; j++) {
                row[j] = random.nextGaussian();
            }
        }
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    matrix[i][j] += root[i][k] * root[j][k];
                }
                matrix[i][j] += i == j ? 5 : 0;
            }
        }
        double[][] inverse =
                IntStream.range(0, n).mapToObj(i -> matrix[i].clone()).toArray(double[][]::new);
        SymmetricInverse.invert(inverse);

        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += matrix[i][k] * inverse[k][j];
                }
                assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-8));
            }
        }
    }

    @Test
    void easeIsTheBestLinearModelWithoutSelfSimilarity() {
        someLikes();
        Likes likes = Likes.of(log, TYPES, 50);
        int n = likes.items().length;
        double[][] b = weights(Ease.rows(likes, all(settings(0, 100))), likes);
        double loss = loss(likes, b);

        var random = new Random(2);
        for (int attempt = 0; attempt < 200; attempt++) {
            int i = random.nextInt(n);
            int j = random.nextInt(n);
            // Rows keep what is above 0: what they keep must not gain from a move.
            if (i != j && b[i][j] > 0.01) {
                double before = b[i][j];
                double[][] full = full(likes);
                double[][] moved = full(likes);
                moved[i][j] += random.nextBoolean() ? 0.02 : -0.02;
                assertThat(loss(likes, moved)).isGreaterThan(loss(likes, full));
                assertThat(before).isCloseTo(full[i][j], within(1e-6));
            }
        }
        assertThat(loss).isPositive();
    }

    /** The solution by the definition: (G + λI)⁻¹ by plain elimination, each column divided by its diagonal. */
    private static double[][] full(Likes likes) {
        int n = likes.items().length;
        double[][] matrix = new double[n][n];
        for (int u = 0; u < likes.users(); u++) {
            for (int a = 0; a < likes.histories()[u].length; a++) {
                for (int b = 0; b < likes.histories()[u].length; b++) {
                    matrix[likes.histories()[u][a]][likes.histories()[u][b]] +=
                            likes.values()[u][a] * likes.values()[u][b];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] += 10;
            inverse[i][i] = 1;
        }
        for (int k = 0; k < n; k++) {
            double pivot = matrix[k][k];
            for (int j = 0; j < n; j++) {
                matrix[k][j] /= pivot;
                inverse[k][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = matrix[i][k];
                for (int j = 0; i != k && j < n; j++) {
                    matrix[i][j] -= factor * matrix[k][j];
                    inverse[i][j] -= factor * inverse[k][j];
                }
            }
        }
        double[][] b = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                b[i][j] = i == j ? 0 : -inverse[i][j] / inverse[j][j];
            }
        }
        return b;
    }

    private static double loss(Likes likes, double[][] b) {
        int n = likes.items().length;
        double loss = 0;
        for (int u = 0; u < likes.users(); u++) {
            double[] x = new double[n];
            for (int a = 0; a < likes.histories()[u].length; a++) {
                x[likes.histories()[u][a]] = likes.values()[u][a];
            }
            for (int j = 0; j < n; j++) {
                double foretold = 0;
                for (int i = 0; i < n; i++) {
                    foretold += x[i] * b[i][j];
                }
                loss += (x[j] - foretold) * (x[j] - foretold);
            }
        }
        for (double[] row : b) {
            for (double weight : row) {
                loss += 10 * weight * weight;
            }
        }
        return loss;
    }

    private static AffinityProperties all(AffinityProperties settings) {
        return new AffinityProperties(
                1000,
                settings.history(),
                settings.easeItems(),
                settings.easeRegularisation(),
                settings.nearness(),
                settings.nearnessSteps(),
                settings.shrinkage(),
                settings.basketTypes(),
                settings.basketWindow(),
                settings.basketLeast(),
                settings.recency(),
                settings.profile(),
                settings.fansWindow(),
                settings.rowCache(),
                settings.wordsItems(),
                settings.wordsSteps());
    }

    private static double[][] weights(Map<Long, Neighbours> rows, Likes likes) {
        int n = likes.items().length;
        double[][] b = new double[n][n];
        for (int i = 0; i < n; i++) {
            Neighbours row = rows.getOrDefault(likes.items()[i], Neighbours.NONE);
            for (int k = 0; k < row.size(); k++) {
                for (int j = 0; j < n; j++) {
                    if (likes.items()[j] == row.items()[k]) {
                        b[i][j] = row.weights()[k];
                    }
                }
            }
        }
        return b;
    }

    private void someLikes() {
        var random = new Random(3);
        for (int user = 0; user < 60; user++) {
            for (int item = 0; item < 12; item++) {
                if (random.nextDouble() < (item % 3 == user % 3 ? 0.6 : 0.1)) {
                    did("u" + user, item, "like", random.nextInt(10_000));
                }
            }
        }
    }

    @Test
    void itemsThatAreLikedShortlyAfterOneAnotherAreNearer() {
        for (int user = 0; user < 20; user++) {
            did("u" + user, 1, "like", 0);
            did("u" + user, 2, "like", 1);
            for (int filler = 0; filler < 8; filler++) {
                did("u" + user, 100 + user * 10 + filler, "like", 2 + filler);
            }
            did("u" + user, 3, "like", 50);
        }

        Neighbours near = row(Ease.rows(Likes.of(log, TYPES, 50), settings(1, 1000)), 2);
        Neighbours any = row(Ease.rows(Likes.of(log, TYPES, 50), settings(0, 1000)), 2);

        assertThat(weight(near, 1)).isGreaterThan(2 * weight(near, 3));
        assertThat(weight(any, 1)).isCloseTo(weight(any, 3), within(1e-6f));
    }

    @Test
    void easeIsBoundedToTheMostLikedItemsAndTheOthersKeepTheirKnnRow() {
        someLikes();
        did("u0", 99, "like", 1);

        Tables tables = AffinityModel.tables(log, TYPES, settings(0, 5));

        assertThat(tables.table(Kind.LIKED)).hasSizeLessThanOrEqualTo(5);
        assertThat(tables.rows(Kind.KNN, List.of(99L))).containsKey(99L);
        assertThat(tables.knows(99)).isTrue();
        assertThat(tables.knows(1234)).isFalse();
    }

    @Test
    void knnIsTheShrunkCosineOfUsers() {
        someLikes();
        Likes likes = Likes.of(log, TYPES, 50);

        Map<Long, Neighbours> rows = ItemKnn.rows(likes, all(settings(0, 0)));

        for (long a = 0; a < 12; a++) {
            for (long b = 0; b < 12; b++) {
                if (a != b) {
                    double together =
                            users(a).stream().filter(users(b)::contains).count();
                    double expected = together / (Math.sqrt(users(a).size() * (double) users(b).size()) + 2);
                    assertThat((double) weight(row(rows, a), b)).isCloseTo(expected, within(1e-6));
                }
            }
        }
    }

    @Test
    void aRowHoldsTheStrongestOnlyAndInTheirOrder() {
        someLikes();

        Neighbours row = row(ItemKnn.rows(Likes.of(log, TYPES, 50), settings(0, 0)), 4);

        assertThat(row.size()).isEqualTo(3);
        assertThat(row.weights()[0]).isGreaterThanOrEqualTo(row.weights()[1]);
        assertThat(row.weights()[1]).isGreaterThanOrEqualTo(row.weights()[2]);
    }

    @Test
    void boughtTogetherIsWithinTheWindowByAtLeastTwoUsersAndViewsDoNotCount() {
        for (String user : List.of("ann", "bob")) {
            did(user, 1, "purchase", 0);
            did(user, 2, "purchase", 60 * 23);
            did(user, 3, "purchase", 60 * 25);
            did(user, 4, "view", 1);
        }
        did("eve", 1, "purchase", 0);
        did("eve", 5, "purchase", 1);

        Map<Long, Neighbours> rows = Baskets.rows(log, settings(0, 0));

        assertThat(row(rows, 1).items()).containsExactly(2);
        assertThat(row(rows, 2).items()).containsExactlyInAnyOrder(1, 3);
        assertThat(rows).doesNotContainKeys(4L, 5L);
        assertThat(weight(row(rows, 1), 2)).isCloseTo((float) (2 / Math.sqrt(6)), within(1e-6f));
    }

    @Test
    void theOrderOfTheLogDoesNotMatterAndDislikesAreNoLikes() {
        someLikes();
        did("u1", 77, "dislike", 5);
        Tables tables = AffinityModel.tables(log, TYPES, settings(0.5, 100));
        List<Interaction> reversed = log.reversed();

        Tables again = AffinityModel.tables(reversed, TYPES, settings(0.5, 100));

        assertThat(tables.knows(77)).isFalse();
        for (Kind kind : Kind.values()) {
            assertThat(again.table(kind).keySet()).isEqualTo(tables.table(kind).keySet());
            tables.table(kind).forEach((item, row) -> {
                assertThat(row(again.table(kind), item).items()).isEqualTo(row.items());
            });
        }
    }

    @Test
    void anEmptyLogHasNoTables() {
        assertThat(AffinityModel.tables(List.of(), TYPES, settings(0.5, 100)).isEmpty())
                .isTrue();
    }

    private List<String> users(long item) {
        return log.stream()
                .filter(event -> event.item() == item)
                .map(Interaction::user)
                .distinct()
                .toList();
    }

    private void did(String user, long item, String type, int minute) {
        log.add(new Interaction(log.size(), user, item, type, START.plus(Duration.ofMinutes(minute)), null));
    }

    private static Neighbours row(Map<Long, Neighbours> rows, long item) {
        return rows.getOrDefault(item, Neighbours.NONE);
    }

    private static float weight(Neighbours row, long item) {
        for (int k = 0; k < row.size(); k++) {
            if (row.items()[k] == item) {
                return row.weights()[k];
            }
        }
        return 0;
    }
}
