package dev.vitrine.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vitrine.demo.Category;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.demo.Drawing;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.PatchGrid;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParaphraseTests {

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void everyKindIsMeantAndNoneIsNamed(String language) {
        List<Paraphrase> searches = Paraphrase.BY_LANGUAGE.get(language);
        assertThat(searches).hasSize(20).extracting(Paraphrase::words).doesNotHaveDuplicates();
        Set<Category> meant = EnumSet.noneOf(Category.class);
        searches.forEach(search -> meant.addAll(search.meant()));
        assertThat(meant).containsExactly(Category.values());
        for (Category category : Category.values()) {
            for (String word : category.words().in(language)) {
                assertThat(searches)
                        .allSatisfy(search -> assertThat(" " + search.words().toLowerCase(Locale.ROOT) + " ")
                                .doesNotContain(language.equals("en") ? " " + word + " " : word));
            }
        }
    }

    @Test
    void whoUnderstandsEverySearchScoresOneAndWhoMistakesAllScoresLittle() {
        var right = ParaphraseEvaluation.of(new Told(kind -> kind, new ArrayList<>(DemoShop.drawings())));
        assertThat(right.items()).isEqualTo(480);
        assertThat(right.languages().keySet()).containsExactly("en", "zh");
        right.languages().forEach((language, answers) -> {
            assertThat(answers.precision()).isEqualTo(1);
            assertThat(answers.searches()).hasSize(20);
            assertThat(answers.chance()).isBetween(0.07, 0.1);
        });
        assertThat(right.languages().get("en").searches().getFirst().meant())
                .containsExactly("mug", "bowl", "plate", "teapot");
        var wrong = ParaphraseEvaluation.of(new Told(kind -> (kind + 8) % 16, new ArrayList<>(DemoShop.drawings())));
        assertThat(wrong.languages().get("en").precision()).isCloseTo(0, within(0.1));
    }

    /** Knows the kind of every picture, which it is shown in the order of the shop, and turns it into a vector. */
    private record Told(IntUnaryOperator understands, List<Drawing> left) implements DualEncoder {

        private static UnitVector of(int kind) {
            float[] values = new float[Category.values().length];
            values[kind] = 1;
            return UnitVector.of(values);
        }

        @Override
        public List<UnitVector> pictures(List<RgbImage> pictures, Priority priority) {
            List<UnitVector> vectors = new ArrayList<>();
            for (int i = 0; i < pictures.size(); i++) {
                vectors.add(of(left.removeFirst().category().ordinal()));
            }
            return vectors;
        }

        @Override
        public List<UnitVector> texts(List<String> texts, Priority priority) {
            return texts.stream()
                    .map(text -> Paraphrase.BY_LANGUAGE.values().stream()
                            .flatMap(List::stream)
                            .filter(search -> search.words().equals(text))
                            .findFirst()
                            .orElseThrow())
                    .map(search -> search.meant().iterator().next().ordinal())
                    .map(kind -> of(understands.applyAsInt(kind)))
                    .toList();
        }

        @Override
        public String model() {
            return "told";
        }

        @Override
        public String revision() {
            return "1";
        }

        @Override
        public int dimension() {
            return Category.values().length;
        }

        @Override
        public Scoring scoring() {
            return Scoring.softmax(1);
        }

        @Override
        public List<PatchGrid> patches(List<RgbImage> pictures, Priority priority) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
