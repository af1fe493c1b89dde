/**
 * The append-only log of what users did.
 */
@ApplicationModule(allowedDependencies = {"problem", "access", "catalog"})
@NullMarked
package dev.vitrine.interaction;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
