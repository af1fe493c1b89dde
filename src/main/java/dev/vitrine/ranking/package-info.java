/**
 * Items for a user or an item: candidates, score, diversity, reasons, attribution.
 */
@ApplicationModule(
        allowedDependencies = {
            "vector",
            "problem",
            "access",
            "vision",
            "catalog",
            "interaction",
            "index",
            "affinity",
            "preference"
        })
@NullMarked
package dev.vitrine.ranking;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
