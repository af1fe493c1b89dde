package dev.vitrine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.vector.UnitVector;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusedTests {

    private final Random random = new Random(2);
    private final UnitVector picture = vector();
    private final UnitVector text = vector();
    private final UnitVector otherPicture = vector();
    private final UnitVector otherText = vector();

    @Test
    void theCosineIsTheMeanOfTheCosines() {
        assertThat(Fused.of(picture, text).dot(Fused.of(otherPicture, otherText)))
                .isCloseTo((picture.dot(otherPicture) + text.dot(otherText)) / 2, within(1e-5));
    }

    @Test
    void anItemThatLacksASideIsComparedByTheOther() {
        assertThat(Fused.of(picture, null).dot(Fused.of(otherPicture, null)))
                .isCloseTo(picture.dot(otherPicture), within(1e-5));
        assertThat(Fused.of(null, text).dot(Fused.of(null, otherText))).isCloseTo(text.dot(otherText), within(1e-5));
        assertThat(Fused.of(null, text).dot(Fused.of(picture, null))).isZero();
        assertThatThrownBy(() -> Fused.of(null, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuestionWeighsTheSides() {
        UnitVector question = Fused.weighted(Fused.of(picture, text), 0.8);
        double expected = 0.8 * picture.dot(otherPicture) + 0.2 * text.dot(otherText);
        double scale = Math.sqrt(2 * (0.64 + 0.04));

        assertThat(question.dot(Fused.of(otherPicture, otherText)) * scale).isCloseTo(expected, within(1e-5));
        assertThat(Fused.of(picture, text, 0.8).dot(Fused.of(otherPicture, otherText)) * scale)
                .isCloseTo(expected, within(1e-5));
        assertThat(Fused.pictureShare(Fused.of(picture, text), Fused.of(picture, otherText)))
                .isGreaterThan(0.5);
    }

    private UnitVector vector() {
        var values = new float[16];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + 0.5f;
        }
        return UnitVector.of(values);
    }
}
