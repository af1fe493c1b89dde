package dev.vitrine.evaluation.offline;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Evaluations over REST. */
@RestController
@RequestMapping("/api/v1/admin/evaluations")
@Tag(name = "Operation")
class EvaluationsController {

    private final Evaluations evaluations;

    EvaluationsController(Evaluations evaluations) {
        this.evaluations = evaluations;
    }

    /** The latest runs, and the one that a server makes or made last. */
    record RunsAnswer(List<RunView> runs, Evaluations.@Nullable Progress progress) {}

    /** A run without its figures. */
    record RunView(long id, Instant at, String split, int users, int items, List<String> methods) {

        static RunView of(Run run) {
            Scores scores = run.scores();
            return new RunView(
                    run.id(),
                    run.at(),
                    scores.split(),
                    scores.users(),
                    scores.items(),
                    scores.methods().stream().map(Scores.OfMethod::name).toList());
        }
    }

    @GetMapping
    @Operation(summary = "The latest stored runs, and how far the one is that a server makes, or how it ended")
    RunsAnswer list(@RequestParam(defaultValue = "20") int limit) {
        return new RunsAnswer(
                evaluations.latest(limit).stream().map(RunView::of).toList(),
                evaluations.progress().orElse(null));
    }

    @GetMapping("/{id}")
    @Operation(summary = "A run's figures, with 95 % bootstrap intervals")
    Run run(@PathVariable long id) {
        return evaluations.runs(List.of(id)).getFirst();
    }

    @GetMapping(path = "/plot", produces = MediaType.IMAGE_PNG_VALUE)
    @Operation(summary = "Up to five runs side by side, a PNG")
    byte[] plot(
            @RequestParam List<Long> run,
            @RequestParam(defaultValue = "NDCG@10") String measure,
            @RequestParam(defaultValue = "false") boolean dark) {
        return evaluations.plot(run, measure, dark);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Begin a run in the background; one at a time")
    Evaluations.Progress start(@RequestBody(required = false) Evaluations.@Nullable Order order) {
        return evaluations.start(order == null ? new Evaluations.Order(null, null, null) : order);
    }

    @PostMapping("/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Let the run end that is under way; nothing of it is kept")
    void stop() {
        evaluations.stop();
    }
}
