package dev.vitrine.nightly;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When and how a night runs.
 *
 * @param cron when it begins, as Spring's cron expressions say it (second, minute, hour, ...); "-" for never by itself
 * @param ranges of users that are recomputed apart; a continued night goes on within each
 * @param threads ranges at once; each holds a connection and, for its users, their vectors
 * @param users of a range at once; a failure among them is looked for one by one
 * @param mostFailures failed users that are skipped; with more, something else is wrong and the night fails
 * @param evaluated users whose end of the log is foretold at most
 * @param churn share of a graph's vectors that were replaced or removed, from which on it is built anew
 * @param keepShown how long it is remembered what was shown to whom
 * @param keepNights nights whose course is remembered
 * @param continueWithin after its beginning an unfinished night is continued; an older one is given up for a new one
 */
@ConfigurationProperties("vitrine.nightly")
@Validated
record NightlyProperties(
        @DefaultValue("0 30 2 * * *") String cron,
        @DefaultValue("16") @Min(1) @Max(1000) int ranges,
        @DefaultValue("2") @Min(1) @Max(64) int threads,
        @DefaultValue("100") @Min(1) @Max(10_000) int users,
        @DefaultValue("1000") @Min(0) int mostFailures,
        @DefaultValue("500") @Min(0) @Max(100_000) int evaluated,
        @DefaultValue("0.2") @Positive double churn,
        @DefaultValue("90d") Duration keepShown,
        @DefaultValue("60") @Min(1) @Max(10_000) int keepNights,
        @DefaultValue("20h") Duration continueWithin) {}
