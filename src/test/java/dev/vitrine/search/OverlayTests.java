package dev.vitrine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.search.Why.Explanation;
import dev.vitrine.vision.PatchGrid.Area;
import dev.vitrine.vision.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class OverlayTests {

    private static Explanation explanation(Area area, List<List<Double>> shares) {
        return new Explanation("m", "r", 0.3, shares.size(), shares.getFirst().size(), area, shares);
    }

    @Test
    void heatIsWholeAtTheStrongestPatchesCentreAndNoneWhereAPatchSpeaksAgainst() {
        var overlay = new Overlay(explanation(Area.ALL, List.of(List.of(0.2, 0.1), List.of(-0.1, 0.0))));
        assertThat(overlay.heat(0.25, 0.25)).isCloseTo(1, within(1e-9));
        assertThat(overlay.heat(0.75, 0.25)).isCloseTo(0.5, within(1e-9));
        assertThat(overlay.heat(0.5, 0.25)).isCloseTo(0.75, within(1e-9));
        assertThat(overlay.heat(0.25, 0.75)).isZero();
        assertThat(overlay.heat(0, 0)).isCloseTo(1, within(1e-9));
    }

    @Test
    void whatTheModelDidNotSeeStaysClear() {
        var overlay = new Overlay(explanation(new Area(0.25, 0, 0.5, 1), List.of(List.of(0.2))));
        assertThat(overlay.heat(0.2, 0.5)).isZero();
        assertThat(overlay.heat(0.3, 0.5)).isCloseTo(1, within(1e-9));
        assertThat(overlay.heat(0.8, 0.5)).isZero();
    }

    @Test
    void aPictureThatNothingSpeaksForStaysAsItIsAndALargeOneBecomesSmaller() throws IOException {
        var overlay = new Overlay(explanation(Area.ALL, List.of(List.of(-0.2))));
        RgbImage picture = new RgbImage(2000, 1000, new byte[6_000_000]);
        BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(overlay.png(picture)));
        assertThat(List.of(drawn.getWidth(), drawn.getHeight())).containsExactly(640, 320);
        assertThat(drawn.getRGB(320, 160) & 0xffffff).isZero();
    }
}
