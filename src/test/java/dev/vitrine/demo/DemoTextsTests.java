package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoTexts.Phrase;
import dev.vitrine.demo.Drawing.Combination;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoTextsTests {

    /** What gives the held-out phrasings away, in their order. */
    private static final List<String> GIVEAWAYS = List.of(
            "show me .* that are .*",
            ".*do you sell any .* whose colour is .*",
            ".* coloured .* having .* all over it.*",
            ".*need: .* / .* / .*",
            ".*we would like something .* preferably .*",
            ".*my sister has .*, it is .*, pattern .*",
            ".*有没有.*的.*,要.*的.*",
            ".*帮我看看.*颜色是.*",
            ".*:颜色.*,花纹.*",
            ".*花样配.*",
            ".*请推荐几款.*",
            ".*上面有.*的那种.*");

    private static final Drawing DRAWING =
            new Drawing(Category.MUG, Colour.RED, Pattern.STRIPED, Colour.WHITE, 1, Background.WOODEN, 1);

    @Test
    void heldOutPhrasingsAreWhatTheirGiveawaysSay() {
        for (int i = 0; i < GIVEAWAYS.size(); i++) {
            String language = DemoTexts.LANGUAGES.get(i / DemoTexts.UNSEEN);
            assertThat(DemoTexts.unseen(DRAWING, language, i % DemoTexts.UNSEEN).words())
                    .matches(GIVEAWAYS.get(i));
        }
    }

    @Test
    void heldOutPhrasingsNeverOccurInTraining() {
        DemoPairs pairs = DemoPairs.training(1, DemoPairs.SEED);
        var random = new SplittableRandom(9);
        for (int i = 0; i < 40_000; i++) {
            String text = pairs.text(i % pairs.size(), random).words();
            assertThat(GIVEAWAYS).noneMatch(text::matches);
        }
    }

    @Test
    void aTextIsTrueOfItsDrawingAndOnlyOfThoseThatAgreeInAllItStates() {
        DemoPairs pairs = DemoPairs.training(1, DemoPairs.SEED);
        var random = new SplittableRandom(2);
        for (int i = 0; i < 500; i++) {
            var text = pairs.text(i, random);
            assertThat(pairs.matches(text, i)).as(text.words()).isTrue();
            int other = random.nextInt(pairs.size());
            boolean agrees = IntStream.range(0, Trait.values().length)
                    .allMatch(t -> text.stated().get(t) < 0 || text.stated().get(t) == pairs.values(other)[t]);
            assertThat(pairs.matches(text, other)).isEqualTo(agrees);
        }
    }

    @Test
    void aTextContainsAWordForEachMainTraitItStates() {
        var random = new SplittableRandom(4);
        for (Combination combination : Combination.all()) {
            Drawing drawing = Drawing.of(combination, random);
            for (String language : DemoTexts.LANGUAGES) {
                Phrase phrase = DemoTexts.query(drawing, language, random);
                assertThat(drawing.category().words().in(language))
                        .as(phrase.words())
                        .anyMatch(phrase.words()::contains);
                assertThat(drawing.colour().words().in(language))
                        .as(phrase.words())
                        .anyMatch(phrase.words()::contains);
                Set<String> patterns = new HashSet<>(drawing.pattern().words().in(language));
                patterns.add(drawing.pattern().noun(language));
                assertThat(patterns).as(phrase.words()).anyMatch(phrase.words()::contains);
            }
        }
    }

    @Test
    void titlesAndDescriptionsReadAsInAShop() {
        assertThat(DemoTexts.title(DRAWING, "en")).isEqualTo("Red striped mug");
        assertThat(DemoTexts.title(DRAWING, "zh")).isEqualTo("红色条纹马克杯");
        assertThat(DemoTexts.description(DRAWING, "en"))
                .isEqualTo("A red mug with white stripes. Holds a big cup and keeps it warm.");
        assertThat(DemoTexts.description(DRAWING, "zh")).isEqualTo("一个红色马克杯,图案是白色的条纹。大容量,保温好用。");
    }
}
