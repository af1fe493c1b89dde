package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoCaptions.Style;
import dev.vitrine.demo.Drawing.Combination;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DemoCaptionsTests {

    private static final Drawing ONE =
            new Drawing(Category.MUG, Colour.ORANGE, Pattern.STRIPED, Colour.WHITE, 1, Background.WOODEN, 1);
    private static final Drawing THREE =
            new Drawing(Category.DRESS, Colour.RED, Pattern.PLAIN, Colour.WHITE, 3, Background.PALE_BLUE, 1);

    @Test
    void captionsReadAsPeopleWouldSayThem() {
        assertThat(DemoCaptions.caption(ONE, "en", Style.CONCISE)).isEqualTo("an orange striped mug");
        assertThat(DemoCaptions.caption(ONE, "en", Style.DETAILED))
                .isEqualTo("one orange mug with white stripes, shown on a wooden background.");
        assertThat(DemoCaptions.caption(ONE, "zh", Style.CONCISE)).isEqualTo("一个橙色条纹马克杯");
        assertThat(DemoCaptions.caption(THREE, "en", Style.CONCISE)).isEqualTo("three red plain dresses");
        assertThat(DemoCaptions.caption(THREE, "zh", Style.DETAILED)).isEqualTo("三条红色连衣裙,没有图案,背景是浅蓝色。");
    }

    @Test
    void everyCaptionOfEveryCombinationIsReadAsWhatItIs() {
        var random = new SplittableRandom(3);
        for (Combination combination : Combination.all()) {
            Drawing drawing = Drawing.of(combination, random);
            for (String language : DemoTexts.LANGUAGES) {
                for (Style style : Style.values()) {
                    String caption = DemoCaptions.caption(drawing, language, style);
                    assertThat(DemoCaptions.read(caption, language)).as(caption).contains(combination);
                }
            }
        }
    }

    @Test
    void aCaptionThatLeavesSomethingOutSaysNoCombination() {
        assertThat(DemoCaptions.read("a red mug", "en")).isEmpty();
        assertThat(DemoCaptions.read("a striped red", "en")).isEmpty();
        assertThat(DemoCaptions.read("the chequered hat", "en")).isEmpty();
        assertThat(DemoCaptions.read("红色的杯子", "zh")).isEmpty();
        assertThat(DemoCaptions.read("", "zh")).isEmpty();
    }
}
