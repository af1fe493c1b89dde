package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.vision.ModelUnusable;
import dev.vitrine.work.Work;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

@RestController
@RequestMapping("/api/v1/admin/status")
@Tag(name = "Operation")
class StatusController {

    private final Catalog catalog;
    private final Interactions interactions;
    private final VectorIndex index;
    private final Work work;
    private final DemoShop demo;
    private final JdbcConnectionDetails database;

    StatusController(
            Catalog catalog,
            Interactions interactions,
            VectorIndex index,
            Work work,
            DemoShop demo,
            JdbcConnectionDetails database) {
        this.catalog = catalog;
        this.interactions = interactions;
        this.index = index;
        this.work = work;
        this.demo = demo;
        this.database = database;
    }

    @GetMapping
    @Operation(
            summary =
                    "What runs, what it holds, and what is left to do; ready when the demo is loaded and no vectors are missing")
    Map<String, Object> status() {
        Work.Progress embedding = work.progress("embed");
        String fault = modelFault();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("running", true);
        status.put("ready", !demo.due() && (fault != null || embedding.idle()));
        status.put("url", ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
        status.put("database", database.getJdbcUrl());
        if (fault == null) {
            status.put("model", index.space().model() + "@" + index.space().revision());
        } else {
            status.put("fault", fault);
        }
        status.put("device", "cpu");
        status.put("items", catalog.count());
        status.put("embedded", fault == null ? index.count() : 0);
        status.put("users", interactions.users(Integer.MAX_VALUE).size());
        status.put("interactions", interactions.count());
        status.put("waiting", embedding.waiting() + embedding.running());
        status.put("failed", embedding.failed());
        return status;
    }

    /** A shop without a usable model still runs: it keeps what arrives, until one is there. */
    private @Nullable String modelFault() {
        try {
            index.space();
            return null;
        } catch (ModelUnusable reason) {
            return reason.getMessage();
        }
    }
}
