package dev.vitrine.nightly;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Nights over REST. */
@RestController
@RequestMapping("/api/v1/admin/nights")
@Tag(name = "Operation")
class NightsController {

    private final Nights nights;

    NightsController(Nights nights) {
        this.nights = nights;
    }

    /** Nights, latest first. */
    record NightsAnswer(List<Night> nights) {}

    /** How a night begins; {@code anew} gives up one that was left unfinished. */
    record NightRequest(@Nullable Boolean anew) {}

    /** Users who were skipped, by name. */
    record FailuresAnswer(List<Night.Failure> failures) {}

    @GetMapping
    @Operation(summary = "The latest nights, with each step's progress and what came of it")
    NightsAnswer list(@RequestParam(defaultValue = "10") int limit) {
        return new NightsAnswer(nights.all(limit));
    }

    @GetMapping("/{id}")
    @Operation(summary = "A night's course, and when it should end")
    Night night(@PathVariable long id) {
        return nights.night(id);
    }

    @GetMapping("/{id}/failures")
    @Operation(summary = "Users whom a night skipped, and why")
    FailuresAnswer failures(@PathVariable long id, @RequestParam(defaultValue = "100") int limit) {
        return new FailuresAnswer(nights.failures(id, limit));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Begin a night now, or go on with one that was left unfinished")
    Night start(@RequestBody(required = false) @Nullable NightRequest request) {
        return nights.start(request != null && Boolean.TRUE.equals(request.anew()));
    }

    @PostMapping("/{id}/stop")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Let a night stop at the next user or step; the next start goes on with it")
    Night stop(@PathVariable long id) {
        return nights.stop(id);
    }
}
