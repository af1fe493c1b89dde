package dev.vitrine.work;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/admin/work")
@Tag(name = "Operation")
class WorkController {

    private final Work work;

    WorkController(Work work) {
        this.work = work;
    }

    @GetMapping
    @Operation(summary = "What is left to do, by queue, with the latest failures and their reasons")
    Map<String, Work.Progress> all() {
        Map<String, Work.Progress> queues = new TreeMap<>();
        work.queues().forEach(queue -> queues.put(queue, work.progress(queue)));
        return queues;
    }
}
