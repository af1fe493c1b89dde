package dev.vitrine.catalog;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/pictures")
@Tag(name = "Items")
class PicturesController {

    private final Catalog catalog;

    PicturesController(Catalog catalog) {
        this.catalog = catalog;
    }

    @GetMapping("/{sha256}")
    @Operation(summary = "A picture's bytes; they never change under the same address")
    ResponseEntity<byte[]> get(@PathVariable String sha256) {
        String mediaType = catalog.mediaType(sha256).orElseThrow(() -> new PictureNotFound(sha256));
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(mediaType))
                .cacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
                .header("X-Content-Type-Options", "nosniff")
                .body(catalog.picture(sha256));
    }
}
