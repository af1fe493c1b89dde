package dev.vitrine.console;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.index.Space;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.work.Work;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
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
    private final boolean demoEnabled;

    StatusController(
            Catalog catalog,
            Interactions interactions,
            VectorIndex index,
            Work work,
            DemoShop demo,
            JdbcConnectionDetails database,
            @Value("${vitrine.demo.enabled:false}") boolean demoEnabled) {
        this.catalog = catalog;
        this.interactions = interactions;
        this.index = index;
        this.work = work;
        this.demo = demo;
        this.database = database;
        this.demoEnabled = demoEnabled;
    }

    @GetMapping
    @Operation(summary = "What runs, what it holds, and what is left to do; ready when the demo, if any, can be used")
    Map<String, Object> status() {
        Space space = index.space();
        Work.Progress embedding = work.progress("embed");
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("running", true);
        status.put("ready", (!demoEnabled || demo.loaded()) && (!demoEnabled || embedding.idle()));
        status.put("url", ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
        status.put("database", database.getJdbcUrl());
        status.put("model", space.model() + "@" + space.revision());
        status.put("device", "cpu");
        status.put("items", catalog.count());
        status.put("embedded", index.count());
        status.put("users", interactions.users(Integer.MAX_VALUE).size());
        status.put("interactions", interactions.count());
        status.put("waiting", embedding.waiting() + embedding.running());
        status.put("failed", embedding.failed());
        return status;
    }
}
