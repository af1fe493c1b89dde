/**
 * What a user likes and dislikes, now and in the long run.
 */
@ApplicationModule(allowedDependencies = {"vector", "problem", "access", "catalog", "interaction", "index"})
@NullMarked
package dev.vitrine.preference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
