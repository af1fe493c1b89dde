package dev.vitrine.models;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/models")
@Tag(name = "Models")
class ModelsController {

    private final Models models;
    private final PullJobs jobs;

    ModelsController(Models models, PullJobs jobs) {
        this.models = models;
        this.jobs = jobs;
    }

    /** The models, and the pulls of this process. */
    record ModelsAnswer(List<ModelEntry> models, Collection<PullJobs.Job> pulls) {}

    @GetMapping
    @Operation(summary = "The models that are here and those that can be pulled, and how far pulls are")
    ModelsAnswer list() throws IOException {
        return new ModelsAnswer(models.list(), jobs.all());
    }

    @PostMapping("/{name}/pull")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Pull a known model in the background; asked again, it says how far it is")
    PullJobs.Job pull(@PathVariable String name) {
        return jobs.start(name);
    }
}
