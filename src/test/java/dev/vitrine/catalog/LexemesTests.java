package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LexemesTests {

    @Test
    void wordsAreLowerCaseAndWithoutAPluralS() {
        assertThat(Lexemes.stored("Red Dresses, SHOES & brushes")).containsExactly("red", "dress", "shoe", "brush");
        assertThat(Lexemes.asked("bus glass 4s")).containsExactly("bus", "glass", "4s");
    }

    @Test
    void aChineseWordIsFoundInALongerRun() {
        Set<String> stored = Lexemes.stored("夏季红色连衣裙 XL");
        assertThat(stored).containsAll(Lexemes.asked("红色")).containsAll(Lexemes.asked("连衣裙"));
        assertThat(stored).containsAll(Lexemes.asked("裙")).contains("xl");
        assertThat(stored).doesNotContainAnyElementsOf(Lexemes.asked("色红"));
    }

    @Test
    void nothingButWordsReachesTheQuery() {
        assertThat(Lexemes.query(Lexemes.asked("a') | 'b:* & !c \\"), "&")).isEqualTo("'a' & 'b' & 'c'");
        assertThat(Lexemes.asked("'' !&|() 🙂")).isEmpty();
    }

    @Test
    void theFirstAreKeptUpToWhatARowTakes() {
        Set<String> many = new LinkedHashSet<>();
        for (int i = 0; i < 100_000; i++) {
            many.add("word-%05d".formatted(i));
        }
        assertThat(Lexemes.bounded(many)).hasSize(50_000).contains("word-00000").doesNotContain("word-50000");
    }

    @Test
    void aLongWordIsCutBetweenCharacters() {
        String letter = "𠀀𝐀".substring(2);
        assertThat(Lexemes.stored(letter.repeat(150)).iterator().next().codePointCount(0, 200))
                .isEqualTo(100);
    }
}
