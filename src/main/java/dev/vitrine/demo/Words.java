package dev.vitrine.demo;

import java.util.List;

/**
 * What a thing is called, first the plain word, then its synonyms.
 *
 * @param en English words
 * @param zh Chinese words
 */
public record Words(List<String> en, List<String> zh) {

    static Words of(String en, String zh) {
        return new Words(List.of(en.split("\\|")), List.of(zh.split("\\|")));
    }

    /** The words of a language, "en" or "zh". */
    public List<String> in(String language) {
        return language.equals("zh") ? zh : en;
    }
}
