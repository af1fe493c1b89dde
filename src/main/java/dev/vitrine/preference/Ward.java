package dev.vitrine.preference;

import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Ward's clustering of unit vectors: merges the two groups whose merging costs least, until every merge would cost more
 * than a limit.
 *
 * <p>The cost of merging groups A and B is 2·|A|·|B|/(|A|+|B|) times the squared distance of their means; for two single
 * items that is their squared distance, 2 − 2·cos. It is kept up to date by the Lance–Williams recurrence, so that no
 * means are needed. Each group remembers which later one it would join at the least cost, so that a merge looks at rows
 * instead of at all pairs: quadratic in the number of vectors, and mostly the distances themselves.
 */
final class Ward {

    private final float[][] distances;
    private final double[][] cost;
    private final int[] size;
    /** Of a group that has not joined another, the cheapest of the groups behind it; −1 of the last. */
    private final int[] cheapest;

    private final List<List<Integer>> groups;

    private Ward(List<UnitVector> vectors, double limit) {
        int n = vectors.size();
        distances = new float[n][n];
        cost = new double[n][n];
        size = new int[n];
        cheapest = new int[n];
        List<List<Integer>> members = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            size[i] = 1;
            members.add(new ArrayList<>(List.of(i)));
            for (int j = 0; j < i; j++) {
                double squared = 2 - 2 * vectors.get(i).dot(vectors.get(j));
                cost[i][j] = squared;
                cost[j][i] = squared;
                distances[i][j] = (float) squared;
                distances[j][i] = (float) squared;
            }
        }
        for (int i = 0; i < n; i++) {
            cheapest[i] = cheapestBehind(i);
        }
        int a = cheapest();
        while (a >= 0 && cost[a][cheapest[a]] <= limit) {
            int b = cheapest[a];
            members.get(a).addAll(members.get(b));
            join(a, b);
            a = cheapest();
        }
        groups = members.stream()
                .filter(group -> size[group.getFirst()] > 0)
                .sorted(Comparator.comparing(List::getFirst))
                .toList();
        groups.forEach(group -> group.sort(null));
    }

    /** Clusters vectors. */
    static Ward of(List<UnitVector> vectors, double limit) {
        return new Ward(vectors, limit);
    }

    /** Groups of positions, each ascending, in the order of their first members. */
    List<List<Integer>> groups() {
        return groups;
    }

    /** The member of a group with the least weighted squared distance to all members; among equals the first. */
    int medoid(List<Integer> group, IntToDoubleFunction weight) {
        double[] weights = group.stream().mapToDouble(weight::applyAsDouble).toArray();
        int[] members = group.stream().mapToInt(Integer::intValue).toArray();
        int best = members[0];
        double least = Double.POSITIVE_INFINITY;
        for (int candidate : members) {
            double sum = 0;
            for (int m = 0; m < members.length; m++) {
                sum += weights[m] * distances[candidate][members[m]];
            }
            if (sum < least - 1e-6) {
                least = sum;
                best = candidate;
            }
        }
        return best;
    }

    /** The group that joins another at the least cost; −1 where only one is left. */
    private int cheapest() {
        int best = -1;
        for (int i = 0; i < size.length; i++) {
            if (size[i] > 0 && cheapest[i] >= 0 && (best < 0 || cost[i][cheapest[i]] < cost[best][cheapest[best]])) {
                best = i;
            }
        }
        return best;
    }

    private int cheapestBehind(int i) {
        int best = -1;
        for (int j = i + 1; j < size.length; j++) {
            if (size[j] > 0 && (best < 0 || cost[i][j] < cost[i][best])) {
                best = j;
            }
        }
        return best;
    }

    /** Group b joins group a, which comes before it. */
    private void join(int a, int b) {
        double sizeA = size[a];
        double sizeB = size[b];
        size[a] += size[b];
        size[b] = 0;
        for (int k = 0; k < size.length; k++) {
            if (size[k] > 0 && k != a) {
                cost[a][k] = ((sizeA + size[k]) * cost[a][k] + (sizeB + size[k]) * cost[b][k] - size[k] * cost[a][b])
                        / (sizeA + sizeB + size[k]);
                cost[k][a] = cost[a][k];
            }
        }
        cheapest[a] = cheapestBehind(a);
        for (int k = 0; k < b; k++) {
            if (size[k] == 0 || k == a) {
                continue;
            }
            if (cheapest[k] == a || cheapest[k] == b) {
                cheapest[k] = cheapestBehind(k);
            } else if (k < a && cost[k][a] < cost[k][cheapest[k]]) {
                cheapest[k] = a;
            }
        }
    }
}
