package dev.vitrine.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MinusTests {

    @Test
    void wordsBehindAMinusAreTakenOut() {
        assertThat(Minus.read("mug -striped", null)).isEqualTo(new Minus("mug", "striped"));
        assertThat(Minus.read("-red mug -striped big", "blue")).isEqualTo(new Minus("mug big", "blue red striped"));
        assertThat(Minus.read("杯子 -条纹", null)).isEqualTo(new Minus("杯子", "条纹"));
    }

    @Test
    void aMinusWithinAWordOrAloneIsNone() {
        assertThat(Minus.read("t-shirt - 5", null)).isEqualTo(new Minus("t-shirt - 5", ""));
        assertThat(Minus.read(null, " red ")).isEqualTo(new Minus("", "red"));
    }
}
