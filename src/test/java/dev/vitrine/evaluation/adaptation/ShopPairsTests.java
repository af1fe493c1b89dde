package dev.vitrine.evaluation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.vision.PairedData.Text;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShopPairsTests {

    private static final RgbImage DOT = new RgbImage(1, 1, new byte[3]);

    /** Twelve red and twelve blue mugs; the first two are the same one. */
    private static ShopItems shop(Map<String, String> descriptions) {
        List<ShopItem> items = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            items.add(Shop.item(
                    "m%02d".formatted(i),
                    Map.of("en", "Mug " + Math.max(1, i), "zh", "杯子" + Math.max(1, i)),
                    descriptions,
                    "p" + i,
                    i % 3 == 0 ? "Mugs" : "Cups",
                    Map.of("colour", i < 12 ? "red" : "blue")));
        }
        return ShopItems.split(items, 0, 1);
    }

    private static Set<String> drawn(ShopPairs pairs, int index) {
        var random = new SplittableRandom(1);
        Set<String> texts = new LinkedHashSet<>();
        for (int i = 0; i < 400; i++) {
            texts.add(pairs.text(index, random).words());
        }
        return texts;
    }

    @Test
    void textsAreTitlesInEveryLanguageDescriptionsAndAttributesInWords() {
        ShopPairs pairs = ShopPairs.trained(shop(Map.of("en", "For tea and more. It is made of clay.")), item -> DOT);

        assertThat(drawn(pairs, 5))
                .contains(
                        "Mug 5",
                        "杯子5",
                        "Mug 5. For tea and more. It is made of clay.",
                        "It is made of clay.",
                        "Cups",
                        "red Cups",
                        "a photo of red Cups")
                .doesNotContain("red", "blue Cups", "Mugs");
    }

    @Test
    void heldOutItemsAreAskedForByTheirTitlesAlone() {
        List<ShopItem> items = shop(Map.of("en", "For tea and more.")).trained();
        ShopPairs pairs = ShopPairs.heldOut(new ShopItems(items, items, Trait.of(items)), item -> DOT);

        assertThat(drawn(pairs, 5)).containsExactlyInAnyOrder("Mug 5", "杯子5");
    }

    @Test
    void aTitleIsTrueOfEveryItemThatHasIt() {
        ShopPairs pairs = ShopPairs.heldOut(
                new ShopItems(
                        List.of(), shop(Map.of()).trained(), shop(Map.of()).traits()),
                item -> DOT);
        Text title = pairs.text(0, new SplittableRandom(1));

        assertThat(pairs.matches(title, 0)).isTrue();
        assertThat(pairs.matches(title, 1)).isTrue();
        assertThat(pairs.matches(title, 2)).isFalse();
    }

    @Test
    void anAttributeIsTrueOfEveryItemThatHasIt() {
        ShopPairs pairs = ShopPairs.trained(shop(Map.of()), item -> DOT);
        var redMugs = new Text("red Mugs", stated(pairs, "Mugs", "red"), 0);
        var cups = new Text("Cups", stated(pairs, "Cups", null), 1);

        assertThat(matching(pairs, redMugs)).containsExactly(0, 3, 6, 9);
        assertThat(matching(pairs, cups)).hasSize(16).doesNotContain(0, 3, 21);
    }

    private static List<Integer> stated(
            ShopPairs pairs, String category, @org.jspecify.annotations.Nullable String colour) {
        List<Trait> traits = shop(Map.of()).traits();
        assertThat(pairs.attributes()).extracting("name").containsExactly("category", "colour");
        return List.of(
                traits.get(0).values().indexOf(category),
                colour == null ? -1 : traits.get(1).values().indexOf(colour));
    }

    private static List<Integer> matching(ShopPairs pairs, Text text) {
        List<Integer> matching = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.matches(text, i)) {
                matching.add(i);
            }
        }
        return matching;
    }
}
