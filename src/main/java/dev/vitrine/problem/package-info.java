/**
 * Failures that a caller can act on, and their one mapping to RFC 9457 problem documents.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.vitrine.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
