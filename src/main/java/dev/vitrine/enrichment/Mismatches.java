package dev.vitrine.enrichment;

import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Statement.Mismatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a machine says otherwise than the shop does: of a vocabulary's field, in a label or in a caption's words. */
final class Mismatches {

    private Mismatches() {}

    /** The labels that the shop's own facts name; none where it says nothing, or nothing that the vocabulary knows. */
    static List<Label> stated(Item item, Vocabulary vocabulary) {
        return values(item, vocabulary.field()).stream()
                .flatMap(value -> vocabulary.labels().stream().filter(label -> label.isCalled(value)))
                .distinct()
                .toList();
    }

    private static List<String> values(Item item, String field) {
        Object value =
                field.equals("category") ? item.category() : item.attributes().get(field);
        return switch (value) {
            case null -> List.of();
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            default -> List.of(value.toString());
        };
    }

    /** What a label, or none of them, contradicts. */
    static List<Mismatch> of(Item item, Vocabulary vocabulary, String label) {
        List<Label> stated = stated(item, vocabulary);
        return stated.isEmpty() || stated.stream().anyMatch(each -> each.name().equals(label))
                ? List.of()
                : List.of(new Mismatch(vocabulary.field(), stated.getFirst().name(), label));
    }

    /**
     * What a caption contradicts: it names another label of a vocabulary than the shop states, and not the stated one as
     * well.
     */
    static List<Mismatch> of(Item item, Collection<Vocabulary> vocabularies, String caption, String language) {
        List<Mismatch> mismatches = new ArrayList<>();
        for (Vocabulary vocabulary : vocabularies) {
            List<Label> stated = stated(item, vocabulary);
            if (stated.isEmpty() || stated.stream().anyMatch(label -> first(label, caption, language) != null)) {
                continue;
            }
            Optional<Label> named = vocabulary.labels().stream()
                    .filter(label -> first(label, caption, language) != null)
                    .min(java.util.Comparator.comparingInt(label -> at(label, caption, language)));
            named.ifPresent(label -> mismatches.add(
                    new Mismatch(vocabulary.field(), stated.getFirst().name(), label.name())));
        }
        return mismatches;
    }

    private static int at(Label label, String caption, String language) {
        Integer at = first(label, caption, language);
        return at == null ? Integer.MAX_VALUE : at;
    }

    /** Where the caption first names the label; null where it does not. */
    private static @Nullable Integer first(Label label, String caption, String language) {
        return label.called(language).stream()
                .map(word -> place(caption.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT)))
                .filter(place -> place >= 0)
                .min(Integer::compare)
                .orElse(null);
    }

    /** Whole words, also of several things; Chinese has no gaps between words. */
    private static int place(String text, String word) {
        if (word.codePoints().anyMatch(Character::isIdeographic)) {
            return text.indexOf(word);
        }
        Matcher matcher = Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(word) + "(?:s|es)?(?![\\p{L}\\p{N}])")
                .matcher(text);
        return matcher.find() ? matcher.start() : -1;
    }
}
