/**
 * Offline quality against baselines, on drawings and on the shop's own log.
 */
@ApplicationModule(
        allowedDependencies = {
            "vector",
            "problem",
            "access",
            "work",
            "vision",
            "catalog",
            "interaction",
            "index",
            "affinity",
            "enrichment",
            "preference",
            "search",
            "ranking",
            "demo"
        })
@NullMarked
package dev.vitrine.evaluation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
