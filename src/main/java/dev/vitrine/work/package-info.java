/**
 * The durable list of what is still to do: leases, batches, retries, progress; and jobs, which are much of it ordered as one.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.vitrine.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
