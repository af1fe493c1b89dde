package dev.vitrine.work;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How work is done.
 *
 * @param enabled whether this process works; one that does not only adds tasks
 * @param poll how often an idle worker looks; an item is searchable within seconds
 * @param lease after which another worker takes the batch of one that died over; a worker renews its own three times within
 * @param longestBatch until which a worker renews: what hangs does not keep its tasks for ever
 * @param firstBackOff before a failed task is tried again; doubled with each further failure
 * @param longestBackOff where the doubling ends
 * @param jobAttempts after how many failures a task of a job waits until somebody has it tried again
 * @param maxJobs that are neither finished nor cancelled
 * @param maxJobSize subjects of one job
 * @param jobsKept of those that ended, the latest
 */
@ConfigurationProperties("vitrine.work")
@Validated
record WorkProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("300ms") Duration poll,
        @DefaultValue("30s") @DurationMin(millis = 30) Duration lease,
        @DefaultValue("1h") @DurationMin(millis = 30) Duration longestBatch,
        @DefaultValue("10s") Duration firstBackOff,
        @DefaultValue("1h") Duration longestBackOff,
        @DefaultValue("3") @Min(1) int jobAttempts,
        @DefaultValue("20") @Min(1) int maxJobs,
        @DefaultValue("1000000") @Min(1) int maxJobSize,
        @DefaultValue("200") @Min(0) int jobsKept) {

    /** How often a lease is renewed: two renewals may be late or fail before it is lost. */
    Duration renewal() {
        return lease.dividedBy(3);
    }

    /** The wait after that many attempts. */
    Duration backOff(int attempts) {
        Duration wait = firstBackOff.multipliedBy(1L << Math.clamp(attempts - 1L, 0, 20));
        return wait.compareTo(longestBackOff) > 0 ? longestBackOff : wait;
    }
}
