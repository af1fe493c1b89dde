package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.demo.Drawing.Combination;
import dev.vitrine.vision.RgbImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawingTests {

    private static Drawing drawing(Category category, Colour colour, Pattern pattern, long seed) {
        Colour second = colour == Colour.WHITE ? Colour.BLACK : Colour.WHITE;
        return new Drawing(category, colour, pattern, second, 1, Background.BEIGE, seed);
    }

    @ParameterizedTest
    @EnumSource
    void theSameRecordGivesTheSamePicture(Category category) {
        for (Pattern pattern : Pattern.values()) {
            Drawing drawing = drawing(category, Colour.BLUE, pattern, 5);
            assertThat(drawing.picture(64).pixels())
                    .isEqualTo(drawing.picture(64).pixels());
        }
    }

    @Test
    void anotherSeedGivesAnotherPicture() {
        assertThat(drawing(Category.MUG, Colour.BLUE, Pattern.PLAIN, 5)
                        .picture(64)
                        .pixels())
                .isNotEqualTo(drawing(Category.MUG, Colour.BLUE, Pattern.PLAIN, 6)
                        .picture(64)
                        .pixels());
    }

    @ParameterizedTest
    @EnumSource
    void thePatternShows(Pattern pattern) {
        long seed = 11;
        byte[] plain = drawing(Category.CUSHION, Colour.RED, Pattern.PLAIN, seed)
                .picture(64)
                .pixels();
        byte[] patterned =
                drawing(Category.CUSHION, Colour.RED, pattern, seed).picture(64).pixels();
        int different = 0;
        for (int i = 0; i < plain.length; i++) {
            different += Math.abs((plain[i] & 0xff) - (patterned[i] & 0xff)) > 60 ? 1 : 0;
        }
        if (pattern == Pattern.PLAIN) {
            assertThat(different).isZero();
        } else {
            assertThat(different).isGreaterThan(plain.length / 30);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFirstColourHasHalfOrMoreInEveryPattern(Pattern pattern) {
        for (long seed = 0; seed < 10; seed++) {
            var drawing = new Drawing(Category.CUSHION, Colour.BLUE, pattern, Colour.ORANGE, 1, Background.WHITE, seed);
            RgbImage picture = drawing.picture(64);
            int first = 0;
            int second = 0;
            for (int i = 0; i < picture.pixels().length; i += 3) {
                int red = picture.pixels()[i] & 0xff;
                int blue = picture.pixels()[i + 2] & 0xff;
                first += blue > red + 50 ? 1 : 0;
                second += red > blue + 50 ? 1 : 0;
            }
            assertThat(first).as("%s, seed %d", pattern, seed).isGreaterThan((int) (0.85 * second));
        }
    }

    @Test
    void aLargerPictureShowsTheSame() {
        Drawing drawing = drawing(Category.TEAPOT, Colour.GREEN, Pattern.DOTTED, 3);
        byte[] small = drawing.picture(64).pixels();
        byte[] large = drawing.picture(128).pixels();
        double difference = 0;
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 64; x++) {
                int a = small[3 * (64 * y + x) + 1] & 0xff;
                int corner = 128 * 2 * y + 2 * x;
                int sum = 0;
                for (int step : new int[] {0, 1, 128, 129}) {
                    sum += large[3 * (corner + step) + 1] & 0xff;
                }
                difference += Math.abs(a - sum / 4);
            }
        }
        assertThat(difference / (64 * 64)).isLessThan(4);
    }

    @Test
    void secondColoursCanBeToldFromTheFirst() {
        var random = new SplittableRandom(1);
        for (Combination combination : Combination.all()) {
            Drawing drawing = Drawing.of(combination, random);
            assertThat(drawing.second().contrasts(drawing.colour())).isTrue();
        }
    }

    @Test
    void impossibleDrawingsAreRefused() {
        assertThatThrownBy(() ->
                        new Drawing(Category.MUG, Colour.RED, Pattern.PLAIN, Colour.WHITE, 4, Background.WHITE, 1))
                .hasMessage("a drawing shows 1 to 3 pieces, not 4");
        assertThatThrownBy(
                        () -> new Drawing(Category.MUG, Colour.RED, Pattern.PLAIN, Colour.RED, 1, Background.WHITE, 1))
                .hasMessage("the second colour is the first, RED");
        assertThatThrownBy(() ->
                        drawing(Category.MUG, Colour.RED, Pattern.PLAIN, 1).draw(5))
                .hasMessage("a drawing is 16 to 1024 pixels wide, not 5");
    }
}
