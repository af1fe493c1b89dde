package dev.vitrine.enrichment;

import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/vocabularies")
@Tag(name = "Vocabularies")
class VocabulariesController {

    private final Vocabularies vocabularies;
    private final DryRun dryRun;

    VocabulariesController(Vocabularies vocabularies, DryRun dryRun) {
        this.vocabularies = vocabularies;
        this.dryRun = dryRun;
    }

    @GetMapping
    @Operation(summary = "All vocabularies")
    List<Vocabulary> all() {
        return vocabularies.all();
    }

    @GetMapping("/{name}")
    @Operation(summary = "One vocabulary")
    Vocabulary one(@PathVariable String name) {
        return vocabularies.vocabulary(name);
    }

    @PutMapping("/{name}")
    @Operation(
            summary = "Store or replace a vocabulary; templates have {} where the label goes",
            description = "exclusive (true) says that one label alone can be right. A label is proposed from the"
                    + " probability threshold (0.5) on; background (1) is how many deviations a label must stand out from"
                    + " what it has with any picture to be as likely as \"none of these\". With autoAccept tags count"
                    + " unseen from that probability on; without it none does. field is what the shop itself calls the"
                    + " same: category, or an attribute; the vocabulary's name if it is not said.")
    Vocabulary put(@PathVariable String name, @RequestBody NewVocabulary request) {
        vocabularies.put(request.named(name));
        return vocabularies.vocabulary(name);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a vocabulary; tags of it that count stay")
    void delete(@PathVariable String name) {
        vocabularies.delete(name);
    }

    @PostMapping("/{name}/dry-run")
    @Operation(
            summary = "What a change of a vocabulary would do, on a sample of items; nothing is stored",
            description =
                    "Without a vocabulary, what the stored one does. sample (200) is the number of items, by chance,"
                            + " or with a filter the first that match.")
    DryRun.Outcome dryRun(@PathVariable String name, @RequestBody Trial request) {
        Vocabulary vocabulary = request.vocabulary() == null
                ? vocabularies.vocabulary(name)
                : request.vocabulary().named(name);
        return dryRun.run(vocabulary, request.sample(), request.filter());
    }

    /** What is tried. */
    record Trial(
            @Nullable NewVocabulary vocabulary,
            @Nullable Integer sample,
            @Nullable String filter) {}

    /** A vocabulary without its name; what is left out is as described. */
    record NewVocabulary(
            @Nullable Map<String, @Nullable List<@Nullable String>> templates,
            @Nullable List<@Nullable Label> labels,
            @Nullable Boolean exclusive,
            @Nullable Double threshold,
            @Nullable Double background,
            @Nullable Double autoAccept,
            @Nullable String field) {

        Vocabulary named(String name) {
            if (labels == null || labels.stream().anyMatch(label -> label == null || label.name() == null)) {
                throw new InvalidRequest("labels", "A vocabulary has a list of labels, each with a name.");
            }
            Map<String, List<String>> given = new java.util.TreeMap<>();
            if (templates != null) {
                templates.forEach((language, texts) -> {
                    if (texts == null || texts.stream().anyMatch(Objects::isNull)) {
                        throw new InvalidRequest("templates", "The templates of a language are a list of texts.");
                    }
                    given.put(
                            language,
                            texts.stream().map(Objects::requireNonNull).toList());
                });
            }
            return new Vocabulary(
                    name,
                    given,
                    labels.stream().map(Objects::requireNonNull).toList(),
                    Optional.ofNullable(exclusive).orElse(true),
                    Optional.ofNullable(threshold).orElse(Vocabulary.THRESHOLD),
                    Optional.ofNullable(background).orElse(Vocabulary.BACKGROUND),
                    autoAccept,
                    Optional.ofNullable(field).orElse(name));
        }
    }
}
