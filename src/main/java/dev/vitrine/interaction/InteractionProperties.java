package dev.vitrine.interaction;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the log.
 *
 * @param types event types by name; a name added here needs no code
 * @param pastLimit how late an event may arrive; logs are imported years later, but a date of 1970 is a mistake
 * @param importLimit how old an imported event may be; what is older is a date in another unit
 * @param skew how far a caller's clock may run ahead; within it the event counts as of now
 * @param batchLimit events in one request, so that a request stays short
 * @param popularHalfLife after which an interaction counts half for an item's popularity; shorter than for a user's
 *     taste, because fashions pass
 * @param popularWindow older interactions do not count for popularity; six half-lives leave 2 %
 * @param trendingWindow the last days, which trends are about
 * @param trendingBefore the time before them, which foretells what would be usual
 * @param latestCache interactions kept in memory of users who are about, about 150 B each
 * @param popularRefresh how old the list of popular items may be; it is a scan of the window
 */
@ConfigurationProperties("vitrine.interaction")
@Validated
record InteractionProperties(
        @NotEmpty Map<String, EventType> types,
        @DefaultValue("1830d") Duration pastLimit,
        @DefaultValue("14610d") Duration importLimit,
        @DefaultValue("5m") Duration skew,
        @DefaultValue("1000") @Min(1) @Max(10_000) int batchLimit,
        @DefaultValue("14d") Duration popularHalfLife,
        @DefaultValue("90d") Duration popularWindow,
        @DefaultValue("3d") Duration trendingWindow,
        @DefaultValue("28d") Duration trendingBefore,
        @DefaultValue("500000") @Min(0) long latestCache,
        @DefaultValue("10s") Duration popularRefresh) {}
