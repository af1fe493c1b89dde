package dev.vitrine.search;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/items/{id}/why")
@Tag(name = "Search")
class WhyController {

    private final Why why;

    WhyController(Why why) {
        this.why = why;
    }

    @GetMapping
    @Operation(summary = "Which parts of an item's picture speak for the words: a grid of shares of the likeness")
    Why.Explanation explain(
            @PathVariable String id, @RequestParam String q, @RequestParam(defaultValue = "0") int picture) {
        return why.explain(id, q, picture);
    }

    @GetMapping(path = "/overlay", produces = MediaType.IMAGE_PNG_VALUE)
    @Operation(summary = "The same as a heat map over the picture, a PNG")
    byte[] overlay(@PathVariable String id, @RequestParam String q, @RequestParam(defaultValue = "0") int picture) {
        return why.overlay(id, q, picture);
    }
}
