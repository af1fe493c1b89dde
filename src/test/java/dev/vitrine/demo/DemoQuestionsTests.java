package dev.vitrine.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.demo.DemoQuestions.Claim;
import dev.vitrine.demo.DemoQuestions.Question;
import dev.vitrine.vision.TaughtPictures.Lesson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DemoQuestionsTests {

    private static final Drawing DRAWING =
            new Drawing(Category.T_SHIRT, Colour.RED, Pattern.TWO_TONE, Colour.WHITE, 2, Background.PALE_BLUE, 1);

    @Test
    void eachTraitHasItsOneAnswer() {
        var random = new SplittableRandom(1);
        assertThat(answers("en", random)).containsExactly("t-shirt", "red", "two-tone", "white", "2", "pale blue");
        assertThat(answers("zh", random)).containsExactly("t恤", "红色", "拼色", "白色", "2", "浅蓝色");
    }

    private static List<String> answers(String language, SplittableRandom random) {
        return java.util.Arrays.stream(Trait.values())
                .map(trait ->
                        DemoQuestions.about(DRAWING, trait, language, random).orElseThrow())
                .map(Question::answer)
                .toList();
    }

    @Test
    void aPlainItemIsNotAskedForItsSecondColour() {
        var plain = new Drawing(Category.MUG, Colour.RED, Pattern.PLAIN, Colour.WHITE, 1, Background.WHITE, 1);
        assertThat(DemoQuestions.about(plain, Trait.SECOND, "en", new SplittableRandom(1)))
                .isEmpty();
    }

    @Test
    void aClaimComesInATrueAndInAFalseVersionOfTheSameKind() {
        var random = new SplittableRandom(2);
        Set<String> english = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            Claim claim = DemoQuestions.claim(DRAWING, "en", random);
            english.add(claim.right().words());
            assertThat(claim.right().answer()).isEqualTo("yes");
            assertThat(claim.wrong().answer()).isEqualTo("no");
            assertThat(claim.wrong().words()).isNotEqualTo(claim.right().words());
        }
        assertThat(english)
                .containsExactlyInAnyOrder(
                        "is this a t-shirt?",
                        "is it red?",
                        "is it two-tone?",
                        "is it red and two-tone?",
                        "is this a red t-shirt?",
                        "is this a two-tone t-shirt?",
                        "is this a red two-tone t-shirt?");
        assertThat(DemoQuestions.claim(DRAWING, "zh", random).wrong().answer()).isEqualTo("不是");
    }

    @Test
    void lessonsHaveAsManyTrueAsFalseClaimsAndOneLengthForEveryPicture() {
        var lessons = new DemoLessons(DemoPairs.heldOut(1, 5));
        var random = new SplittableRandom(4);
        Map<String, Integer> claims = new HashMap<>();
        for (int i = 0; i < lessons.size(); i++) {
            List<Lesson> of = lessons.lessons(i, random);
            assertThat(of).hasSameSizeAs(lessons.lessons(0, random));
            of.stream()
                    .filter(lesson -> lesson.kind().startsWith("yes/no"))
                    .forEach(lesson -> claims.merge(lesson.target(), 1, Integer::sum));
        }
        assertThat(claims).containsOnlyKeys("yes", "no", "是", "不是");
        assertThat(claims.get("yes")).isEqualTo(claims.get("no"));
        assertThat(claims.get("是")).isEqualTo(claims.get("不是"));
    }
}
