package dev.vitrine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.vector.UnitVector;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GalleryTests {

    @Test
    void theNearestAreThoseThatASortOfAllWouldPutFirst() {
        var random = new SplittableRandom(3);
        List<UnitVector> vectors =
                IntStream.range(0, 200).mapToObj(i -> vector(random)).toList();
        var gallery = new Gallery(vectors);
        for (int round = 0; round < 50; round++) {
            UnitVector query = vector(random);
            int without = round % 2 == 0 ? -1 : round;
            int[] sorted = IntStream.range(0, vectors.size())
                    .filter(i -> i != without)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -vectors.get(i).dot(query)))
                    .mapToInt(i -> i)
                    .limit(10)
                    .toArray();
            assertThat(gallery.nearest(query, 10, without)).isEqualTo(sorted);
        }
    }

    @Test
    void aGallerySmallerThanThePageGivesAllOfIt() {
        var gallery = new Gallery(List.of(UnitVector.of(1, 0), UnitVector.of(0, 1)));
        assertThat(gallery.nearest(UnitVector.of(0.1f, 1), 10, -1)).containsExactly(1, 0);
        assertThat(gallery.nearest(UnitVector.of(0.1f, 1), 10, 1)).containsExactly(0);
    }

    private static UnitVector vector(SplittableRandom random) {
        float[] values = new float[16];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return UnitVector.of(values);
    }
}
