package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A label of a vocabulary.
 *
 * @param name by which it is stored, filtered and told apart
 * @param words by language
 * @param synonyms by language: other words for the same, by which it is recognised and found as well
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Label(String name, Map<String, String> words, Map<String, List<String>> synonyms) {

    public Label(String name, @Nullable Map<String, String> words, @Nullable Map<String, List<String>> synonyms) {
        this.name = name;
        this.words = words == null ? Map.of() : Map.copyOf(words);
        this.synonyms = synonyms == null ? Map.of() : Map.copyOf(synonyms);
    }

    /** A label without synonyms. */
    public Label(String name, Map<String, String> words) {
        this(name, words, Map.of());
    }

    /** The word in a language, else the name. */
    public String word(String language) {
        return words.getOrDefault(language, name);
    }

    /** All that it is called in a language. */
    List<String> called(String language) {
        List<String> called = new ArrayList<>();
        if (words.containsKey(language)) {
            called.add(words.get(language));
        }
        called.addAll(synonyms.getOrDefault(language, List.of()));
        return called;
    }

    /** All that it is called in any language. */
    List<String> called() {
        List<String> called = new ArrayList<>(words.values());
        synonyms.values().forEach(called::addAll);
        return called;
    }

    /** Whether that is its name or what it is called, whatever the case. */
    boolean isCalled(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return name.toLowerCase(Locale.ROOT).equals(lower)
                || called().stream()
                        .anyMatch(word -> word.toLowerCase(Locale.ROOT).equals(lower));
    }
}
