package dev.vitrine.evaluation.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShopItemsTests {

    private static final long SEED = 5;

    /** Three items a title, written differently. */
    private static List<ShopItem> shop(int titles) {
        List<ShopItem> items = new ArrayList<>();
        for (int i = 0; i < titles; i++) {
            items.add(Shop.item("a" + i, "Thing " + i, "a" + i));
            items.add(Shop.item("b" + i, "  thing   " + i, "b" + i));
            items.add(Shop.item("c" + i, "THING " + i, "c" + i));
        }
        return items;
    }

    private static Set<String> titles(List<ShopItem> items) {
        return items.stream().map(item -> item.title("en")).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 77})
    void aTitleIsOnOneSideHoweverItIsWritten(long seed) {
        ShopItems split = ShopItems.split(shop(300), 0.2, seed);

        assertThat(split.size()).isEqualTo(900);
        assertThat(titles(split.heldOut())).doesNotContainAnyElementsOf(titles(split.trained()));
        assertThat(split.heldOut().size()).isBetween(120, 240).matches(size -> size % 3 == 0);
    }

    @Test
    void aTitleStaysOnItsSideWhenTheShopGrows() {
        Set<String> before = titles(ShopItems.split(shop(100), 0.3, SEED).heldOut());
        ShopItems after = ShopItems.split(shop(200), 0.3, SEED);

        assertThat(titles(after.heldOut())).containsAll(before);
        assertThat(titles(after.trained())).doesNotContainAnyElementsOf(before);
    }

    @Test
    void anotherSeedHoldsOtherTitlesOut() {
        assertThat(titles(ShopItems.split(shop(100), 0.3, 1).heldOut()))
                .isNotEqualTo(titles(ShopItems.split(shop(100), 0.3, 2).heldOut()));
    }

    @Test
    void whatSharesAPictureOrATitleInAnyLanguageStaysTogether() {
        List<ShopItem> chain = List.of(
                Shop.item("1", Map.of("en", "Red mug"), Map.of(), "p1", null, Map.of()),
                Shop.item("2", Map.of("en", "Crimson mug", "zh", "红杯"), Map.of(), "p1", null, Map.of()),
                Shop.item("3", Map.of("zh", "红杯"), Map.of(), "p3", null, Map.of()),
                Shop.item("4", Map.of("en", "红杯"), Map.of(), "p4", null, Map.of()));
        Set<String> groups = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            ShopItems split = ShopItems.split(chain, 0.5, seed);
            List<String> heldOut = split.heldOut().stream().map(ShopItem::id).toList();
            assertThat(heldOut.contains("1")).isEqualTo(heldOut.contains("2")).isEqualTo(heldOut.contains("3"));
            split.trained().forEach(item -> groups.add(item.group()));
            split.heldOut().forEach(item -> groups.add(item.group()));
        }
        assertThat(groups).hasSize(2);
    }

    @Test
    void aSampleKeepsToTheLimitAndToItsChoice() {
        List<ShopItem> few = ShopItems.sample(shop(100), 50, SEED);

        assertThat(few).hasSize(50).isEqualTo(ShopItems.sample(shop(100), 50, SEED));
        assertThat(ShopItems.sample(shop(100), 1000, SEED)).hasSize(300);
        assertThat(titles(ShopItems.split(few, 0.3, SEED).trained())).isNotEmpty();
        assertThat(titles(ShopItems.split(few, 0.3, SEED).heldOut())).isNotEmpty();
    }

    @Test
    void placesAreSpreadEvenly() {
        double mean = IntStream.range(0, 2000)
                .mapToDouble(i -> ShopItems.place("title " + i, SEED))
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(0.47, 0.53);
    }

    @Test
    void traitsAreAttributesOfFewValuesWithExamples() {
        List<ShopItem> items = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Map<String, Object> attributes = Map.of(
                    "colour",
                    i % 2 == 0 ? "red" : i < 36 ? "blue" : "rare" + i,
                    "code",
                    "x" + i,
                    "year",
                    2000 + i % 2,
                    "made",
                    "here",
                    "sizes",
                    List.of("S", "M"),
                    "fit",
                    List.of(i % 2 == 0 ? "slim" : "wide"));
            items.add(Shop.item(
                    "i" + i, Map.of("en", "t" + i), Map.of(), "p" + i, i < 20 ? "Mugs" : "Bowls", attributes));
        }

        assertThat(Trait.of(items))
                .containsExactly(
                        new Trait("category", List.of("Bowls", "Mugs")),
                        new Trait("fit", List.of("slim", "wide")),
                        new Trait("colour", List.of("red", "blue")));
        Trait colour = Trait.of(items).getLast();
        assertThat(colour.of(items.getFirst())).isZero();
        assertThat(colour.of(items.getLast())).isEqualTo(-1);
        assertThat(colour.among(items).values()).containsExactly("blue", "rare37", "rare39", "red");
    }
}
