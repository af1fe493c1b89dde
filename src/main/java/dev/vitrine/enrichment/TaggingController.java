package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
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
@RequestMapping("/api/v1/admin")
@Tag(name = "Tags")
class TaggingController {

    private final Tagging tagging;
    private final Catalog catalog;

    TaggingController(Tagging tagging, Catalog catalog) {
        this.tagging = tagging;
        this.catalog = catalog;
    }

    @GetMapping("/vocabularies")
    @Operation(summary = "All vocabularies")
    List<Tagging.Vocabulary> vocabularies() {
        return tagging.vocabularies();
    }

    @GetMapping("/vocabularies/{name}")
    @Operation(summary = "One vocabulary")
    Tagging.Vocabulary vocabulary(@PathVariable String name) {
        return tagging.vocabulary(name);
    }

    @PutMapping("/vocabularies/{name}")
    @Operation(summary = "Store or replace a vocabulary; templates have {} where the label goes")
    Tagging.Vocabulary put(@PathVariable String name, @RequestBody NewVocabulary request) {
        tagging.put(new Tagging.Vocabulary(
                name, request.templates() == null ? Map.of() : request.templates(), request.labels()));
        return tagging.vocabulary(name);
    }

    @DeleteMapping("/vocabularies/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a vocabulary and the tags that came from it")
    void delete(@PathVariable String name) {
        tagging.delete(name);
    }

    @PostMapping("/items/{id}/tags")
    @Operation(summary = "Tag an item's picture against every vocabulary; the five likeliest labels of each are stored")
    List<Tagging.Tag> tag(@PathVariable String id) {
        return tagging.tag(id);
    }

    @GetMapping("/items/{id}/tags")
    @Operation(summary = "The stored tags of an item, with the model and revision that gave them")
    List<Tagging.Tag> tags(@PathVariable String id) {
        return tagging.tags(catalog.item(id).key());
    }

    /** A vocabulary without its name. */
    record NewVocabulary(@Nullable Map<String, List<String>> templates, List<Tagging.Label> labels) {}
}
