/**
 * Calls to other machines: which addresses may be reached.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.vitrine.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
