package dev.vitrine.index;

import dev.vitrine.problem.InvalidRequest;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Spaces over REST. */
@RestController
@RequestMapping("/api/v1/admin/spaces")
@Tag(name = "Spaces")
class SpacesController {

    private final Spaces spaces;

    SpacesController(Spaces spaces) {
        this.spaces = spaces;
    }

    /** All spaces, and for how many items the spaces that are being built still lack vectors. */
    record SpacesAnswer(List<SpaceState> spaces, long waiting, long failed) {}

    /** Which model a space is built with. */
    record NewSpaceRequest(@Nullable String model) {}

    @GetMapping
    @Operation(summary = "All spaces, oldest first, with what is left to do for those that are being built")
    SpacesAnswer list() {
        var progress = spaces.progress();
        return new SpacesAnswer(spaces.all(), progress.waiting() + progress.running(), progress.failed());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Begin to fill a space with an installed model's vectors, beside the one that serves")
    SpaceState build(@RequestBody NewSpaceRequest request) {
        if (request.model() == null || request.model().isBlank()) {
            throw new InvalidRequest("model", "model must name an installed model, but is missing.");
        }
        return spaces.state(spaces.build(request.model()).id());
    }

    @PostMapping("/{id}/activate")
    @Operation(summary = "Let a space serve that is filled, or that served before; the present one retires")
    SpaceState activate(@PathVariable int id) {
        return spaces.state(spaces.activate(id).id());
    }

    @PostMapping("/rollback")
    @Operation(summary = "Let the space serve again that did before")
    SpaceState rollback() {
        return spaces.state(spaces.rollback().id());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a space that does not serve, with its vectors; its model's files stay")
    void remove(@PathVariable int id) {
        spaces.remove(id);
    }
}
