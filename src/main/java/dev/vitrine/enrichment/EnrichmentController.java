package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Orders.CaptionOrder;
import dev.vitrine.enrichment.Orders.TagOrder;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.Job;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin")
@Tag(name = "Tags, captions and answers")
class EnrichmentController {

    private final Tagging tagging;
    private final Captions captions;
    private final Answers answers;
    private final Orders orders;
    private final Jobs jobs;
    private final Catalog catalog;

    EnrichmentController(
            Tagging tagging, Captions captions, Answers answers, Orders orders, Jobs jobs, Catalog catalog) {
        this.tagging = tagging;
        this.captions = captions;
        this.answers = answers;
        this.orders = orders;
        this.jobs = jobs;
        this.catalog = catalog;
    }

    @PostMapping("/items/{id}/tags")
    @Operation(
            summary = "Tag an item's first picture by every vocabulary, and propose what fits",
            description =
                    "ranking has the five likeliest labels of each with their probabilities; an empty label is none"
                            + " of these. given are those that are proposed, unless a person has decided already.")
    List<Tagging.Reading> tag(@PathVariable String id) {
        return tagging.tag(id);
    }

    @PostMapping("/items/{id}/captions")
    @Operation(
            summary = "Caption an item's first picture, and propose what fits it",
            description = "Without a body in each language and style of the model. A prefix is how the caption begins."
                    + " candidates are the texts that are written for each; the one that fits best is proposed, none that"
                    + " does not stand out. beams are followed side by side for the first of them."
                    + " engine is local, or remote for the larger model, which takes neither prefix nor beams.")
    List<Captions.Written> captions(
            @PathVariable String id, @RequestBody(required = false) @Nullable CaptionRequest request) {
        return captions.caption(
                id,
                request == null
                        ? captions.wish(null, null, null, null)
                        : captions.wish(
                                styles(request),
                                request.prefix(),
                                request.candidates(),
                                request.beams(),
                                engine(request.engine())));
    }

    private static Engine engine(@Nullable String word) {
        return word == null ? Engine.LOCAL : Engine.of(word);
    }

    private static @Nullable List<Style> styles(CaptionRequest request) {
        return styles(request.styles());
    }

    private static @Nullable List<Style> styles(@Nullable List<@Nullable Style> styles) {
        if (styles == null) {
            return null;
        }
        if (styles.stream().anyMatch(style -> style == null || style.language() == null || style.style() == null)) {
            throw new InvalidRequest("styles", "A style has a language and a style, such as en and concise.");
        }
        return styles.stream().map(Objects::requireNonNull).toList();
    }

    /** How captions are wished; what is left out is as set. */
    record CaptionRequest(
            @Nullable List<@Nullable Style> styles,
            @Nullable String prefix,
            @Nullable Integer candidates,
            @Nullable Integer beams,
            @Nullable String engine) {}

    @GetMapping("/caption-styles")
    @Operation(summary = "The languages and styles of the captioner, and from which score on captions count unseen")
    List<Captions.StyleSettings> captionStyles() {
        return captions.styles();
    }

    @PutMapping("/caption-styles/{language}/{style}")
    @Operation(summary = "Set from which score on captions of a language and style count unseen; null for never")
    Captions.StyleSettings captionStyle(
            @PathVariable String language, @PathVariable String style, @RequestBody AutoAccept request) {
        return captions.autoAccept(new Style(language, style), request.autoAccept());
    }

    /** A score in [0, 1], or null for never. */
    record AutoAccept(@Nullable Double autoAccept) {}

    @PostMapping("/items/{id}/answers")
    @Operation(
            summary = "Answers to questions about an item's first picture",
            description = "With propose they are kept with the item and wait for review; else nothing is stored.")
    List<Answers.Answer> answers(@PathVariable String id, @RequestBody Questions request) {
        if (request.questions() == null || request.questions().stream().anyMatch(Objects::isNull)) {
            throw new InvalidRequest("questions", "A request has a list of questions, none of them null.");
        }
        return answers.answers(
                id,
                request.questions().stream().map(Objects::requireNonNull).toList(),
                Optional.ofNullable(request.propose()).orElse(false));
    }

    /** What is asked. */
    record Questions(
            @Nullable List<@Nullable String> questions,
            @Nullable Boolean propose) {}

    @PostMapping("/jobs/tags")
    @Operation(
            summary = "Order that the items of a filter be tagged",
            description =
                    "vocabularies are those to tag by, all if none is named. With missing, items of which something is"
                            + " said already by all of these are left out. Items without a picture always are.")
    Job orderTags(@RequestBody TagJob request, Principal person) {
        List<@Nullable String> names = Objects.requireNonNullElse(request.vocabularies(), List.of());
        if (names.stream().anyMatch(Objects::isNull)) {
            throw new InvalidRequest("vocabularies", "The vocabularies are named, none of them null.");
        }
        return orders.tag(
                person.getName(),
                request.filter(),
                new TagOrder(
                        names.stream().map(Objects::requireNonNull).toList(),
                        Optional.ofNullable(request.missing()).orElse(true)));
    }

    /** What is to be tagged. */
    record TagJob(
            @Nullable String filter,
            @Nullable List<@Nullable String> vocabularies,
            @Nullable Boolean missing) {}

    @PostMapping("/jobs/captions")
    @Operation(
            summary = "Order that the items of a filter be captioned",
            description =
                    "With missing, only what is not said yet is written. Items without a picture are left out. engine"
                            + " is local, or remote for the larger model.")
    Job orderCaptions(@RequestBody CaptionJob request, Principal person) {
        return orders.caption(
                person.getName(),
                request.filter(),
                new CaptionOrder(
                        captions.wish(
                                styles(request.styles()),
                                request.prefix(),
                                request.candidates(),
                                request.beams(),
                                engine(request.engine())),
                        Optional.ofNullable(request.missing()).orElse(true)));
    }

    /** What is to be captioned. */
    record CaptionJob(
            @Nullable String filter,
            @Nullable Boolean missing,
            @Nullable List<@Nullable Style> styles,
            @Nullable String prefix,
            @Nullable Integer candidates,
            @Nullable Integer beams,
            @Nullable String engine) {}

    @GetMapping("/jobs/{job}/failures")
    @Operation(summary = "The items of a job that failed, and why")
    List<Failure> failures(@PathVariable long job) {
        List<Work.Failure> failures = jobs.failures(job);
        Map<Long, dev.vitrine.catalog.Item> items =
                catalog.items(failures.stream().map(Work.Failure::subject).toList());
        return failures.stream()
                .filter(failure -> items.containsKey(failure.subject()))
                .map(failure -> new Failure(
                        Objects.requireNonNull(items.get(failure.subject())).id(),
                        failure.attempts(),
                        failure.reason()))
                .toList();
    }

    /** An item that failed. */
    record Failure(String item, int attempts, String reason) {}
}
