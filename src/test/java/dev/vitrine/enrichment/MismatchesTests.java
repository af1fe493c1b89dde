package dev.vitrine.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Statement.Mismatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MismatchesTests {

    private static final Vocabulary COLOUR = new Vocabulary(
            "colour",
            Map.of(),
            List.of(
                    new Label("red", Map.of("en", "red", "zh", "红色"), Map.of("en", List.of("scarlet"))),
                    new Label("blue", Map.of("en", "blue", "zh", "蓝色"))));

    private static final Vocabulary KIND = new Vocabulary(
            "kind",
            Map.of(),
            List.of(
                    new Label("pot", Map.of("en", "pot", "zh", "锅")),
                    new Label("dish", Map.of("en", "dish", "zh", "盘子"))),
            true,
            0.5,
            1,
            null,
            "category");

    @Test
    void aLabelContradictsWhatTheShopStatesInAnyWordsForIt() {
        assertThat(Mismatches.of(item(null, Map.of("colour", "Scarlet")), COLOUR, "red"))
                .isEmpty();
        assertThat(Mismatches.of(item(null, Map.of("colour", "红色")), COLOUR, "blue"))
                .containsExactly(new Mismatch("colour", "red", "blue"));
        assertThat(Mismatches.of(item(null, Map.of("colour", List.of("blue", "red"))), COLOUR, "red"))
                .isEmpty();
        assertThat(Mismatches.of(item(null, Map.of("colour", "red")), COLOUR, ""))
                .containsExactly(new Mismatch("colour", "red", ""));
        assertThat(Mismatches.of(item("pot", Map.of()), KIND, "dish"))
                .containsExactly(new Mismatch("category", "pot", "dish"));
    }

    @Test
    void nothingIsContradictedThatTheShopDoesNotState() {
        assertThat(Mismatches.of(item(null, Map.of()), COLOUR, "red")).isEmpty();
        assertThat(Mismatches.of(item(null, Map.of("colour", "mauve")), COLOUR, "red"))
                .isEmpty();
        assertThat(Mismatches.of(item(null, Map.of("colour", 7)), COLOUR, "red"))
                .isEmpty();
    }

    @Test
    void aCaptionContradictsByNamingAnotherLabelAndNotTheStatedOne() {
        Item red = item("pot", Map.of("colour", "red"));
        List<Vocabulary> all = List.of(COLOUR, KIND);

        assertThat(Mismatches.of(red, all, "a blue pot", "en")).containsExactly(new Mismatch("colour", "red", "blue"));
        assertThat(Mismatches.of(red, all, "Two scarlet dishes", "en"))
                .containsExactly(new Mismatch("category", "pot", "dish"));
        assertThat(Mismatches.of(red, all, "a red pot with blue dots", "en")).isEmpty();
        assertThat(Mismatches.of(red, all, "a bluebell on a teapot", "en"))
                .as("other words")
                .isEmpty();
        assertThat(Mismatches.of(red, all, "一个蓝色的锅", "zh")).containsExactly(new Mismatch("colour", "red", "blue"));
        assertThat(Mismatches.of(red, all, "一个红色的锅", "zh")).isEmpty();
    }

    private static Item item(@Nullable String category, Map<String, Object> attributes) {
        return new Item(
                1,
                "item",
                Map.of(),
                Map.of(),
                category,
                attributes,
                Map.of(),
                List.of(),
                new Item.Offer(null, null, null, true),
                List.of(),
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
