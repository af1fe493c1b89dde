package dev.vitrine.search;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.ItemView;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

@RestController
@RequestMapping("/api/v1/search")
@Tag(name = "Search")
class SearchController {

    private final Search search;
    private final Vision vision;
    private final Catalog catalog;

    SearchController(Search search, Vision vision, Catalog catalog) {
        this.search = search;
        this.vision = vision;
        this.catalog = catalog;
    }

    @GetMapping
    @Operation(summary = "Items for words, in English or Chinese")
    Answer byWords(
            @RequestParam String q,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language) {
        return answer(q, null, filter, limit, language);
    }

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(summary = "Items for a photo, or for words and a photo")
    Answer byPicture(
            @RequestParam(required = false) @Nullable String words,
            @RequestParam(required = false) @Nullable MultipartFile picture,
            @RequestParam(required = false) @Nullable String filter,
            @RequestParam(defaultValue = "20") int limit,
            @RequestParam(defaultValue = "en") String language)
            throws IOException {
        RgbImage image = picture == null || picture.isEmpty() ? null : vision.decode(picture.getBytes());
        return answer(words, image, filter, limit, language);
    }

    private Answer answer(
            @Nullable String words, @Nullable RgbImage picture, @Nullable String filter, int limit, String language) {
        return new Answer(search.find(words, picture, limit, catalog.filter(filter)).stream()
                .map(hit -> new Found(ItemView.of(hit.item(), language), hit.score(), hit.why()))
                .toList());
    }

    /** What was found, best first. */
    record Answer(List<Found> items) {}

    /** An item, its score in deviations above the background, and what found it. */
    record Found(ItemView item, double score, String why) {}
}
