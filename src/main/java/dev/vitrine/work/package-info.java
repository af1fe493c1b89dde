/**
 * The durable list of what is still to do: leases, batches, retries, progress.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.vitrine.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
