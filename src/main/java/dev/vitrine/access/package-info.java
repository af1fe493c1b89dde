/**
 * Who may call: hashed API keys with roles, operator login, rate limits.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.vitrine.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
