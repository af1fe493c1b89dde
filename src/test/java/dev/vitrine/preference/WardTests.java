package dev.vitrine.preference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WardTests {

    @Test
    void agreesWithTheDefinitionThatComputesMeansAnew() {
        var random = new Random(7);
        for (int round = 0; round < 60; round++) {
            List<UnitVector> vectors = new ArrayList<>();
            int n = 1 + random.nextInt(24);
            for (int i = 0; i < n; i++) {
                vectors.add(UnitVector.of(
                        (float) random.nextGaussian(),
                        (float) random.nextGaussian(),
                        (float) random.nextGaussian(),
                        (float) random.nextGaussian() + 1));
            }
            double limit = 0.1 + 3 * random.nextDouble();

            assertThat(Ward.of(vectors, limit).groups()).isEqualTo(naive(vectors, limit));
        }
    }

    @Test
    void separatesWhatPointsElsewhere() {
        var vectors = List.of(
                UnitVector.of(1, 0, 0), UnitVector.of(0, 1, 0), UnitVector.of(1, 0.1f, 0), UnitVector.of(0, 1, 0.1f));

        assertThat(Ward.of(vectors, 0.5).groups()).containsExactly(List.of(0, 2), List.of(1, 3));
        assertThat(Ward.of(vectors, 100).groups()).containsExactly(List.of(0, 1, 2, 3));
        assertThat(Ward.of(vectors, 0).groups()).hasSize(4);
    }

    @Test
    void theMedoidIsNearestToAllByTheirWeights() {
        var vectors = List.of(UnitVector.of(1, 0), UnitVector.of(1, 0.5f), UnitVector.of(1, 1));
        Ward ward = Ward.of(vectors, 100);
        List<Integer> all = ward.groups().getFirst();

        assertThat(ward.medoid(all, i -> 1)).isEqualTo(1);
        assertThat(ward.medoid(all, i -> i == 2 ? 10 : 1)).isEqualTo(2);
    }

    @Test
    void nothingIsNoGroup() {
        assertThat(Ward.of(List.of(), 1).groups()).isEmpty();
    }

    /** The cost of a merge from the groups' means: 2·|A|·|B|/(|A|+|B|)·‖mean A − mean B‖². */
    private static List<List<Integer>> naive(List<UnitVector> vectors, double limit) {
        List<List<Integer>> groups = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            groups.add(new ArrayList<>(List.of(i)));
        }
        while (groups.size() > 1) {
            double least = Double.POSITIVE_INFINITY;
            int a = 0;
            int b = 0;
            for (int i = 0; i < groups.size(); i++) {
                for (int j = i + 1; j < groups.size(); j++) {
                    double cost = cost(vectors, groups.get(i), groups.get(j));
                    if (cost < least) {
                        least = cost;
                        a = i;
                        b = j;
                    }
                }
            }
            if (least > limit) {
                break;
            }
            groups.get(a).addAll(groups.remove(b));
        }
        groups.forEach(group -> group.sort(null));
        groups.sort(Comparator.comparing(List::getFirst));
        return groups;
    }

    private static double cost(List<UnitVector> vectors, List<Integer> a, List<Integer> b) {
        double[] meanA = mean(vectors, a);
        double[] meanB = mean(vectors, b);
        double squares = 0;
        for (int d = 0; d < meanA.length; d++) {
            squares += (meanA[d] - meanB[d]) * (meanA[d] - meanB[d]);
        }
        return 2.0 * a.size() * b.size() / (a.size() + b.size()) * squares;
    }

    private static double[] mean(List<UnitVector> vectors, List<Integer> group) {
        double[] mean = new double[vectors.getFirst().dimension()];
        for (int member : group) {
            float[] values = vectors.get(member).toArray();
            for (int d = 0; d < mean.length; d++) {
                mean[d] += values[d] / group.size();
            }
        }
        return mean;
    }
}
