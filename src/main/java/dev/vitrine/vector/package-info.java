/**
 * Unit vectors and their arithmetic; plain Java.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.vitrine.vector;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
