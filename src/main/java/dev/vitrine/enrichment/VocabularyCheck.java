package dev.vitrine.enrichment;

import dev.vitrine.problem.InvalidRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Checks a vocabulary against the limits, field by field. */
@Component
class VocabularyCheck {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} _-]{0,49}");

    private final EnrichmentProperties limits;

    VocabularyCheck(EnrichmentProperties limits) {
        this.limits = limits;
    }

    void check(Vocabulary vocabulary) {
        if (!NAME.matcher(vocabulary.name()).matches()) {
            throw new InvalidRequest(
                    "name",
                    "The name \"" + vocabulary.name() + "\" is not of 1 to 50 letters, digits, spaces, _ and -.");
        }
        int labels = vocabulary.labels().size();
        if (labels < 2 || labels > limits.maxLabels()) {
            throw new InvalidRequest(
                    "labels", "There are " + labels + " labels; between 2 and " + limits.maxLabels() + " are taken.");
        }
        Set<String> names = new HashSet<>();
        for (Label label : vocabulary.labels()) {
            text("labels", label.name());
            if (!names.add(label.name())) {
                throw new InvalidRequest("labels", "The label \"" + label.name() + "\" is there twice.");
            }
            if (label.words().isEmpty()) {
                throw new InvalidRequest("labels", "The label \"" + label.name() + "\" has no words in any language.");
            }
            label.words().values().forEach(words -> text("labels", words));
            synonyms(label);
        }
        vocabulary.templates().forEach((language, templates) -> {
            if (templates.size() > limits.maxTemplates()) {
                throw new InvalidRequest(
                        "templates",
                        "There are " + templates.size() + " templates in " + language + "; at most "
                                + limits.maxTemplates() + " are taken.");
            }
            for (String template : templates) {
                text("templates", template);
                if (!template.contains("{}")) {
                    throw new InvalidRequest(
                            "templates", "The template \"" + template + "\" has no {} where the label goes.");
                }
            }
        });
        within("threshold", vocabulary.threshold(), 0, 1);
        within("background", vocabulary.background(), -10, 10);
        if (vocabulary.autoAccept() != null) {
            within("autoAccept", vocabulary.autoAccept(), 0, 1);
        }
        text("field", vocabulary.field());
        prompts(vocabulary);
    }

    private void synonyms(Label label) {
        label.synonyms().forEach((language, synonyms) -> {
            if (synonyms.size() > limits.maxSynonyms()) {
                throw new InvalidRequest(
                        "labels",
                        "The label \"" + label.name() + "\" has " + synonyms.size() + " synonyms in " + language
                                + "; at most " + limits.maxSynonyms() + " are taken.");
            }
            synonyms.forEach(words -> text("labels", words));
        });
    }

    /** All of them go through the model, once for each space. */
    private void prompts(Vocabulary vocabulary) {
        long prompts = vocabulary.labels().stream()
                .mapToLong(label -> vocabulary.prompts(label).size())
                .sum();
        if (prompts > limits.maxPrompts()) {
            throw new InvalidRequest(
                    "templates",
                    "Labels, synonyms and templates make " + prompts + " prompts; at most " + limits.maxPrompts()
                            + " are taken.");
        }
    }

    private static void within(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new InvalidRequest(
                    field, "The " + field + " is between " + least + " and " + most + ", not " + value + ".");
        }
    }

    private void text(String field, String text) {
        if (text.isBlank() || text.length() > limits.maxTextLength()) {
            throw new InvalidRequest(
                    field,
                    "A text of the " + field + " is blank or longer than " + limits.maxTextLength() + " characters: "
                            + text.length() + ".");
        }
    }
}
