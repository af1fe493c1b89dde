/**
 * DJL in one place: weights files, scopes, the inference thread, the optimiser's loop.
 */
@ApplicationModule(allowedDependencies = {"vector", "problem"})
@NullMarked
package dev.vitrine.tensor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
