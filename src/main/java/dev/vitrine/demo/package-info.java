/**
 * A drawn shop and simulated users, so that everything works before any download.
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
            "enrichment"
        })
@NullMarked
package dev.vitrine.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
