package dev.vitrine.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.ranking.Scored.Kind;
import dev.vitrine.vector.UnitVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiversityTests {

    private final FakeShop shop = new FakeShop();

    @Test
    void copiesOfTheBestGiveWayToSomethingElse() {
        UnitVector mug = UnitVector.of(1, 0);
        UnitVector scarf = UnitVector.of(0, 1);
        shop.with(1, mug, mug).with(2, mug, mug).with(3, scarf, scarf);
        List<Scored> bestFirst = List.of(scored(1, 3), scored(2, 2.9), scored(3, 2));

        assertThat(Diversity.page(bestFirst, shop.all(), 0.6, 2))
                .extracting(Scored::item)
                .containsExactly(1L, 3L);
        assertThat(Diversity.page(bestFirst, shop.all(), 0, 2))
                .extracting(Scored::item)
                .containsExactly(1L, 2L);
    }

    @Test
    void agreesWithTheDefinition() {
        var random = new Random(3);
        List<Scored> scored = new ArrayList<>();
        for (long item = 1; item <= 30; item++) {
            shop.with(item, vector(random), vector(random));
            scored.add(scored(item, random.nextDouble()));
        }
        List<Scored> bestFirst = scored.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .toList();

        assertThat(Diversity.page(bestFirst, shop.all(), 0.3, 10)).isEqualTo(naive(bestFirst, shop.all(), 0.3, 10));
        assertThat(Diversity.page(bestFirst, shop.all(), 0.3, 100)).hasSize(30).doesNotHaveDuplicates();
    }

    private static List<Scored> naive(List<Scored> pool, Vectors vectors, double diversity, int limit) {
        double top = pool.getFirst().score();
        double bottom = pool.getLast().score();
        List<Scored> page = new ArrayList<>();
        while (page.size() < limit) {
            page.add(pool.stream()
                    .filter(candidate -> !page.contains(candidate))
                    .max(Comparator.comparingDouble(candidate ->
                            (1 - diversity) * (candidate.score() - bottom) / (top - bottom)
                                    - diversity
                                            * page.stream()
                                                    .mapToDouble(
                                                            chosen -> vectors.likeness(candidate.item(), chosen.item()))
                                                    .max()
                                                    .orElse(0)))
                    .orElseThrow());
        }
        return page;
    }

    private static UnitVector vector(Random random) {
        return UnitVector.of(
                (float) random.nextGaussian(), (float) random.nextGaussian(), (float) random.nextGaussian());
    }

    private static Scored scored(long item, double score) {
        return new Scored(item, score, Kind.LOOKS_LIKE, null, 1);
    }
}
