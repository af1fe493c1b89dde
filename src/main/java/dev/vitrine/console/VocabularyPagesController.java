package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.DryRun;
import dev.vitrine.enrichment.Label;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import dev.vitrine.problem.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The vocabularies by which items are tagged: seen, changed, and tried before a change is stored. */
@PageController
@RequestMapping("/console/vocabularies")
class VocabularyPagesController {

    private final Vocabularies vocabularies;
    private final DryRun dryRun;
    private final Catalog catalog;

    VocabularyPagesController(Vocabularies vocabularies, DryRun dryRun, Catalog catalog) {
        this.vocabularies = vocabularies;
        this.dryRun = dryRun;
        this.catalog = catalog;
    }

    @GetMapping
    String vocabularies(Model model) {
        model.addAttribute("vocabularies", vocabularies.all());
        return "console/vocabularies";
    }

    /** The form of one vocabulary, or of a new one. */
    @GetMapping("/edit")
    String edit(@RequestParam(defaultValue = "") String name, Model model) {
        model.addAttribute(
                "form",
                name.isEmpty()
                        ? Form.of(new Vocabulary("", Map.of("en", List.of("a {}"), "zh", List.of("{}")), List.of()))
                        : Form.of(vocabularies.vocabulary(name)));
        return "console/vocabulary";
    }

    @PostMapping("/edit")
    String put(
            @ModelAttribute Form form,
            @RequestParam(defaultValue = "try") String action,
            HttpServletRequest request,
            Locale locale,
            Model model) {
        Vocabulary vocabulary = form.vocabulary();
        if (action.equals("save")) {
            vocabularies.put(vocabulary);
            return "redirect:/console/vocabularies";
        }
        DryRun.Outcome outcome = dryRun.run(vocabulary, null, null);
        model.addAttribute("outcome", outcome);
        model.addAttribute("form", form);
        model.addAttribute("cards", cards(outcome, locale));
        model.addAttribute(
                "words",
                vocabulary.labels().stream()
                        .collect(Collectors.toMap(Label::name, label -> label.word(locale.getLanguage()))));
        return PageInterceptor.partial(request) ? "console/vocabulary :: outcome" : "console/vocabulary";
    }

    private Map<String, Card> cards(DryRun.Outcome outcome, Locale locale) {
        Map<String, Long> keys = catalog.keys(
                outcome.examples().stream().map(DryRun.Example::item).toList());
        Map<String, Card> cards = new HashMap<>();
        for (Item item : catalog.items(keys.values()).values()) {
            cards.put(item.id(), Card.of(item, locale));
        }
        return cards;
    }

    @PostMapping("/remove")
    String remove(@RequestParam(defaultValue = "") String name) {
        if (vocabularies.find(name).isPresent()) {
            vocabularies.delete(name);
        }
        return "redirect:/console/vocabularies";
    }

    /**
     * A vocabulary as people write it.
     *
     * @param labels one a line: its name, then a column for each language, "red | red, crimson | 红色"; what comes after a
     *     comma is a synonym
     * @param templatesEn one a line
     * @param templatesZh one a line
     */
    record Form(
            @Nullable String name,
            @Nullable String labels,
            @Nullable String templatesEn,
            @Nullable String templatesZh,
            @Nullable Boolean exclusive,
            @Nullable Double threshold,
            @Nullable Double background,
            @Nullable Double autoAccept,
            @Nullable String field) {

        static Form of(Vocabulary vocabulary) {
            return new Form(
                    vocabulary.name(),
                    vocabulary.labels().stream()
                            .map(label -> label.name() + " | " + called(label, "en") + " | " + called(label, "zh"))
                            .collect(Collectors.joining("\n")),
                    String.join("\n", vocabulary.templates().getOrDefault("en", List.of())),
                    String.join("\n", vocabulary.templates().getOrDefault("zh", List.of())),
                    vocabulary.exclusive(),
                    vocabulary.threshold(),
                    vocabulary.background(),
                    vocabulary.autoAccept(),
                    vocabulary.field());
        }

        private static String called(Label label, String language) {
            List<String> called = new ArrayList<>();
            if (label.words().containsKey(language)) {
                called.add(label.word(language));
            }
            called.addAll(label.synonyms().getOrDefault(language, List.of()));
            return String.join(", ", called);
        }

        Vocabulary vocabulary() {
            String named = Objects.requireNonNullElse(name, "").strip();
            Map<String, List<String>> templates = new LinkedHashMap<>();
            templates.put("en", lines(templatesEn));
            templates.put("zh", lines(templatesZh));
            return new Vocabulary(
                    named,
                    templates,
                    lines(labels).stream().map(Form::label).toList(),
                    Boolean.TRUE.equals(exclusive),
                    number("threshold", threshold),
                    number("background", background),
                    autoAccept,
                    field == null || field.isBlank() ? named : field.strip());
        }

        private static double number(String field, @Nullable Double value) {
            if (value == null) {
                throw new InvalidRequest(field, "The " + field + " is missing.");
            }
            return value;
        }

        private static Label label(String line) {
            String[] columns = line.split("\\|", -1);
            if (columns.length > 3) {
                throw new InvalidRequest(
                        "labels",
                        "The line \"" + line.substring(0, Math.min(60, line.length()))
                                + "\" has more than three columns: name | English | 中文.");
            }
            Map<String, String> words = new LinkedHashMap<>();
            Map<String, List<String>> synonyms = new LinkedHashMap<>();
            for (int i = 1; i < columns.length; i++) {
                List<String> called = Arrays.stream(columns[i].split("[,，]"))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .toList();
                if (!called.isEmpty()) {
                    String language = Languages.ALL.get(i - 1);
                    words.put(language, called.getFirst());
                    if (called.size() > 1) {
                        synonyms.put(language, called.subList(1, called.size()));
                    }
                }
            }
            String name = columns[0].strip();
            return new Label(name, words.isEmpty() ? Map.of("en", name) : words, synonyms);
        }

        private static List<String> lines(@Nullable String text) {
            return text == null
                    ? List.of()
                    : text.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
        }
    }
}
