package dev.vitrine.preference;

import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.List;

/**
 * Ward's clustering of unit vectors: merges the two groups whose merging costs least, until every merge would cost more
 * than a limit.
 *
 * <p>The cost of merging groups A and B is 2·|A|·|B|/(|A|+|B|) times the squared distance of their means; for two single
 * items that is their squared distance, 2 − 2·cos. It is kept up to date by the Lance–Williams recurrence, so that no
 * means are needed. Cubic in the number of vectors: 200 take about a millisecond.
 */
final class Ward {

    private Ward() {}

    /** Groups of positions, each ascending, in the order of their first members. */
    static List<List<Integer>> groups(List<UnitVector> vectors, double limit) {
        int n = vectors.size();
        double[][] cost = costs(vectors);
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            groups.add(new ArrayList<>(List.of(i)));
        }
        while (groups.size() > 1) {
            int[] pair = cheapest(cost, groups.size());
            if (cost[pair[0]][pair[1]] > limit) {
                break;
            }
            merge(cost, groups, pair[0], pair[1]);
        }
        groups.forEach(group -> group.sort(null));
        groups.sort((a, b) -> Integer.compare(a.getFirst(), b.getFirst()));
        return groups;
    }

    private static double[][] costs(List<UnitVector> vectors) {
        int n = vectors.size();
        double[][] cost = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                cost[i][j] = 2 - 2 * vectors.get(i).dot(vectors.get(j));
                cost[j][i] = cost[i][j];
            }
        }
        return cost;
    }

    private static int[] cheapest(double[][] cost, int size) {
        int[] best = {0, 1};
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                if (cost[i][j] < cost[best[0]][best[1]]) {
                    best[0] = i;
                    best[1] = j;
                }
            }
        }
        return best;
    }

    /** Group b joins group a (a &lt; b); the last group moves into the place of b. */
    private static void merge(double[][] cost, List<List<Integer>> groups, int a, int b) {
        double sizeA = groups.get(a).size();
        double sizeB = groups.get(b).size();
        int last = groups.size() - 1;
        for (int k = 0; k <= last; k++) {
            if (k != a && k != b) {
                double sizeK = groups.get(k).size();
                cost[a][k] = ((sizeA + sizeK) * cost[a][k] + (sizeB + sizeK) * cost[b][k] - sizeK * cost[a][b])
                        / (sizeA + sizeB + sizeK);
                cost[k][a] = cost[a][k];
            }
        }
        groups.get(a).addAll(groups.get(b));
        for (int k = 0; k <= last; k++) {
            cost[b][k] = cost[last][k];
            cost[k][b] = cost[k][last];
        }
        cost[b][b] = 0;
        groups.set(b, groups.get(last));
        groups.remove(last);
    }
}
