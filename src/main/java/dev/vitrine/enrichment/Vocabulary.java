package dev.vitrine.enrichment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Labels by which pictures are tagged.
 *
 * @param templates by language, with {} where the label goes; without any, the label stands alone. A label's vector is the
 *     direction of the sum over all of its prompts
 * @param exclusive whether one label alone can be right, as with a main colour; else any number of them
 * @param threshold the least probability of a label that is proposed, in [0, 1]
 * @param background how far a label must stand out from what labels have with any picture of the catalogue, in deviations,
 *     to be as likely as "none of these"
 * @param autoAccept from which probability on a tag counts unseen; null for never
 * @param field what the shop itself says of the same: "category", or an attribute's name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Vocabulary(
        String name,
        Map<String, List<String>> templates,
        List<Label> labels,
        boolean exclusive,
        double threshold,
        double background,
        @Nullable Double autoAccept,
        String field) {

    static final double THRESHOLD = 0.5;
    static final double BACKGROUND = 1;

    /** Labels that exclude each other, nothing of which is accepted unseen. */
    public Vocabulary(String name, Map<String, List<String>> templates, List<Label> labels) {
        this(name, templates, labels, true, THRESHOLD, BACKGROUND, null, name);
    }

    /** The label of that name. */
    public Optional<Label> label(String label) {
        return labels.stream().filter(each -> each.name().equals(label)).findFirst();
    }

    /** All prompts of a label. */
    List<String> prompts(Label label) {
        List<String> prompts = new ArrayList<>();
        java.util.stream.Stream.concat(label.words().keySet().stream(), label.synonyms().keySet().stream())
                .distinct()
                .sorted()
                .forEach(language -> {
                    List<String> given = templates.getOrDefault(language, List.of());
                    for (String template : given.isEmpty() ? List.of("{}") : given) {
                        label.called(language).forEach(words -> prompts.add(template.replace("{}", words)));
                    }
                });
        return prompts;
    }
}
