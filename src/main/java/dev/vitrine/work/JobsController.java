package dev.vitrine.work;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/jobs")
@Tag(name = "Jobs")
class JobsController {

    private final Jobs jobs;

    JobsController(Jobs jobs) {
        this.jobs = jobs;
    }

    @GetMapping
    @Operation(summary = "All jobs, the latest first, with their progress and the seconds that are probably left")
    List<Job> all() {
        return jobs.all();
    }

    @GetMapping("/{job}")
    @Operation(summary = "One job")
    Job one(@PathVariable long job) {
        return jobs.job(job);
    }

    @PostMapping("/{job}/pause")
    @Operation(summary = "Let a job rest; what is in hand is finished")
    Job pause(@PathVariable long job) {
        return jobs.pause(job);
    }

    @PostMapping("/{job}/resume")
    @Operation(summary = "Let a paused job go on")
    Job resume(@PathVariable long job) {
        return jobs.resume(job);
    }

    @PostMapping("/{job}/cancel")
    @Operation(summary = "End a job; what is done stays done")
    Job cancel(@PathVariable long job) {
        return jobs.cancel(job);
    }

    @PostMapping("/{job}/retry")
    @Operation(summary = "Have the failed items of a job tried again")
    Job retry(@PathVariable long job) {
        return jobs.retry(job);
    }
}
