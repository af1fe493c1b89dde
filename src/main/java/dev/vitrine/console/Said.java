package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Label;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.enrichment.Statement.Mismatch;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A statement as pages show it: labels in the page's language, with those that could be chosen in their place.
 *
 * @param text what counts, in words; empty for none of the labels
 * @param machine what the machine said, where a person said otherwise
 * @param language of a caption
 * @param choices the machine's best answers, the labels of a tag in words
 * @param labels all labels of a tag's vocabulary, in words; empty for other kinds
 */
record Said(
        Statement statement,
        Card item,
        String text,
        @Nullable String machine,
        String language,
        List<Choice> choices,
        List<Word> labels,
        List<Contradiction> mismatches) {

    /** An answer that could be chosen. */
    record Choice(String value, String text, double score) {}

    /** A label, and its word in the page's language. */
    record Word(String value, String text) {}

    /** What the shop says otherwise, in words. */
    record Contradiction(String field, String stated, String said) {}

    /** Makes them. */
    @Component
    static class Views {

        private final Catalog catalog;
        private final Vocabularies vocabularies;

        Views(Catalog catalog, Vocabularies vocabularies) {
            this.catalog = catalog;
            this.vocabularies = vocabularies;
        }

        List<Said> of(Collection<Statement> statements, Locale locale) {
            Map<Long, Item> items =
                    catalog.items(statements.stream().map(Statement::item).collect(Collectors.toSet()));
            List<Vocabulary> all = vocabularies.all();
            Map<String, Vocabulary> known =
                    all.stream().collect(Collectors.toMap(Vocabulary::name, Function.identity()));
            return statements.stream()
                    .filter(statement -> items.containsKey(statement.item()))
                    .map(statement -> of(
                            statement,
                            java.util.Objects.requireNonNull(items.get(statement.item())),
                            known.get(statement.topic()),
                            all,
                            locale.getLanguage()))
                    .toList();
        }

        private static Said of(
                Statement statement,
                Item item,
                @Nullable Vocabulary vocabulary,
                List<Vocabulary> all,
                String language) {
            boolean tag = statement.kind() == Kind.TAG;
            Function<String, String> words = value -> tag ? word(vocabulary, value, language) : value;
            String machine =
                    statement.origin() == null || statement.origin().said().equals(statement.value())
                            ? null
                            : words.apply(statement.origin().said());
            return new Said(
                    statement,
                    Card.of(item, Locale.of(language)),
                    words.apply(statement.value()),
                    machine,
                    statement.kind() == Kind.CAPTION ? statement.topic().split(" ", 2)[0] : language,
                    statement.ranking().stream()
                            .map(choice -> new Choice(choice.value(), words.apply(choice.value()), choice.score()))
                            .toList(),
                    tag && vocabulary != null
                            ? vocabulary.labels().stream()
                                    .map(label -> new Word(label.name(), label.word(language)))
                                    .toList()
                            : List.of(),
                    statement.mismatches().stream()
                            .map(mismatch -> contradiction(mismatch, all, language))
                            .toList());
        }

        private static Contradiction contradiction(Mismatch mismatch, List<Vocabulary> all, String language) {
            Vocabulary vocabulary = all.stream()
                    .filter(each -> each.field().equals(mismatch.field()))
                    .findFirst()
                    .orElse(null);
            return new Contradiction(
                    mismatch.field(),
                    word(vocabulary, mismatch.stated(), language),
                    word(vocabulary, mismatch.said(), language));
        }

        private static String word(@Nullable Vocabulary vocabulary, String label, String language) {
            return vocabulary == null
                    ? label
                    : vocabulary
                            .label(label)
                            .map((Label known) -> known.word(language))
                            .orElse(label);
        }
    }
}
