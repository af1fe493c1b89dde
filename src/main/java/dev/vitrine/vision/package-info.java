/**
 * Models that look and read: picture to vector, text to vector.
 */
@ApplicationModule(allowedDependencies = {"vector", "problem", "tensor"})
@NullMarked
package dev.vitrine.vision;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
