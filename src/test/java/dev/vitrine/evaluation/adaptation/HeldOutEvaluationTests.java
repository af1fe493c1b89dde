package dev.vitrine.evaluation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.vitrine.evaluation.adaptation.ModelScores.ByPrompt;
import dev.vitrine.evaluation.adaptation.ModelScores.Recall;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.RgbImage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutEvaluationTests {

    private static final int ITEMS = 24;

    /** Sees a picture's number in its first value, and reads it in a text's last word: what it says is exactly known. */
    private static DualEncoder counting(boolean blind) {
        DualEncoder encoder = mock(DualEncoder.class);
        when(encoder.model()).thenReturn("counting");
        when(encoder.revision()).thenReturn("1");
        when(encoder.pictures(anyList(), any()))
                .thenAnswer(call -> call.<List<RgbImage>>getArgument(0).stream()
                        .map(picture -> blind ? vector(0, 0) : vector(picture.pixels()[0], picture.pixels()[0] % 3))
                        .toList());
        when(encoder.texts(anyList(), any()))
                .thenAnswer(call -> call.<List<String>>getArgument(0).stream()
                        .map(text -> text.contains("kind")
                                ? vector(-1, Integer.parseInt(text.substring(text.length() - 1)))
                                : vector(Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1)), -1))
                        .toList());
        return encoder;
    }

    private static UnitVector vector(int number, int kind) {
        float[] values = new float[2 * ITEMS];
        if (number >= 0) {
            values[number] = 0.5f;
        }
        if (kind >= 0) {
            values[ITEMS + kind] = 1;
        }
        return UnitVector.of(values);
    }

    private static List<ShopItem> items() {
        return IntStream.range(0, ITEMS)
                .mapToObj(i ->
                        Shop.item("i" + i, Map.of("en", "thing " + i), Map.of(), "p" + i, "kind " + i % 3, Map.of()))
                .toList();
    }

    private static ModelScores scores(boolean blind) {
        Trait kinds = new Trait("category", List.of("kind 0", "kind 1", "kind 2"));
        return HeldOutEvaluation.of(
                counting(blind),
                items(),
                List.of(kinds),
                item -> new RgbImage(1, 1, new byte[] {Byte.parseByte(item.id().substring(1)), 0, 0}));
    }

    @Test
    void aModelThatKnowsEveryThingScoresOne() {
        ModelScores scores = scores(false);

        assertThat(scores.titles()).isEqualTo(Map.of("en", new Recall(ITEMS, 1, 1, 1)));
        assertThat(scores.traits()).containsExactly(new ByPrompt("category", 3, ITEMS, 1, null));
        assertThat(scores.pictureToPicture()).isEqualTo(1);
        assertThat(scores.overall()).isEqualTo(1);
    }

    @Test
    void aModelThatSeesNothingScoresChance() {
        ModelScores scores = scores(true);

        assertThat(scores.titles().get("en").at10()).isCloseTo(10.0 / ITEMS, within(1e-9));
        assertThat(scores.traits().getFirst().top1()).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(scores.overall()).isLessThan(0.4);
    }

    @Test
    void whatAShopHasNoDataForIsLeftOut() {
        List<ShopItem> plain = IntStream.range(0, ITEMS)
                .mapToObj(i -> Shop.item("i" + i, "thing " + i, "p" + i))
                .toList();
        ModelScores scores = HeldOutEvaluation.of(
                counting(false),
                plain,
                List.of(),
                item -> new RgbImage(1, 1, new byte[] {Byte.parseByte(item.id().substring(1)), 0, 0}));

        assertThat(scores.pictureToPicture()).isNull();
        assertThat(scores.overall()).isEqualTo(1);
    }

    @Test
    void oneFigureIsTheMeanOfItsParts() {
        var scores = new ModelScores(
                "m",
                "r",
                10,
                Map.of("en", new Recall(10, 0, 0.3, 0.6), "zh", new Recall(10, 0.3, 0.6, 0.9)),
                List.of(new ByPrompt("a", 50, 10, 0.2, 0.4), new ByPrompt("b", 3, 10, 0.5, null)),
                0.2);

        assertThat(scores.overall()).isCloseTo((0.45 + 0.4 + 0.2) / 3, within(1e-9));
    }
}
