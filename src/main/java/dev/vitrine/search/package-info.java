/**
 * Items for words, a picture, or both.
 */
@ApplicationModule(
        allowedDependencies = {"vector", "problem", "access", "vision", "catalog", "interaction", "index", "preference"
        })
@NullMarked
package dev.vitrine.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
