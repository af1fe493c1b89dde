/**
 * Operators' pages and the demo's shop window; no logic of its own.
 */
@ApplicationModule(
        allowedDependencies = {
            "vector",
            "problem",
            "access",
            "work",
            "vision",
            "catalog",
            "feed",
            "interaction",
            "index",
            "chat",
            "enrichment",
            "conversation",
            "conversation",
            "preference",
            "search",
            "ranking",
            "models",
            "nightly",
            "evaluation::offline",
            "demo"
        })
@NullMarked
package dev.vitrine.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
