package dev.vitrine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitVectorTests {

    /** Below, at and beyond what registers hold at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 63, 64, 65, 130, 512, 1027})
    void bothWaysToMultiplyGiveTheSumOfProducts(int dimension) {
        var random = new Random(dimension);
        float[] a = values(random, dimension);
        float[] b = values(random, dimension);
        double exact = 0;
        for (int i = 0; i < dimension; i++) {
            exact += (double) a[i] * b[i];
        }

        assertThat(UnitVector.product(a, b)).isCloseTo(exact, within(1e-6));
        assertThat(WideProduct.of(a, b)).isCloseTo(exact, within(1e-6));
        assertThat(UnitVector.of(a).dot(UnitVector.of(a))).isCloseTo(1, within(1e-6));
    }

    @Test
    void vectorsOfDifferentDimensionsHaveNoProduct() {
        assertThatThrownBy(() -> UnitVector.of(1, 0).dot(UnitVector.of(1, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dimensions differ: 2 and 3");
    }

    private static float[] values(Random random, int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }
        return values;
    }
}
