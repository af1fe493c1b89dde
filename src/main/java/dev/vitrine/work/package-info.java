/**
 * The durable list of what is still to do: leases, batches, retries, progress; and jobs, which are much of it ordered as one;
 * and rights that one process at a time has.
 */
@ApplicationModule(allowedDependencies = {"problem"})
@NullMarked
package dev.vitrine.work;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
