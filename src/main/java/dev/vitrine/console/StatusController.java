package dev.vitrine.console;

import dev.vitrine.index.Space;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

@RestController
@RequestMapping("/api/v1/admin/status")
@Tag(name = "Operation")
class StatusController {

    private final Overview overview;
    private final JdbcConnectionDetails database;

    StatusController(Overview overview, JdbcConnectionDetails database) {
        this.overview = overview;
        this.database = database;
    }

    @GetMapping
    @Operation(
            summary =
                    "What runs, what it holds, and what is left to do; ready when the demo is loaded and no vectors are missing")
    Map<String, Object> status() {
        Overview.State state = overview.now();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("running", true);
        status.put("ready", state.ready());
        status.put("url", ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
        status.put("database", database.getJdbcUrl());
        Space space = state.space();
        if (space != null) {
            status.put("model", space.model() + "@" + space.revision());
        }
        if (state.fault() != null) {
            status.put("fault", state.fault());
        }
        if (state.serving() != null) {
            status.put("device", state.serving().device());
            status.put("kernels", String.join(" and ", state.serving().kernels()));
            status.put("precision", String.join(" and ", state.serving().precision()));
        }
        status.put("items", state.items());
        status.put("embedded", state.embedded());
        status.put("users", state.users());
        status.put("interactions", state.interactions());
        status.put("waiting", state.embedding().waiting() + state.embedding().running());
        status.put("failed", state.embedding().failed());
        return status;
    }
}
