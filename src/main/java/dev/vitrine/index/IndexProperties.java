package dev.vitrine.index;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How vectors are made and found.
 *
 * @param model the model of the first space
 * @param batchSize items that are embedded together
 * @param refresh how soon a switch of spaces by another process is noticed
 * @param backgroundSample vectors per modality from which the background is estimated
 * @param backgroundAge after which it is estimated again
 * @param exactShare of the items: where a filter leaves at most that many, each of them is compared; above it the graph
 *     is faster and still finds them
 * @param exactLeast items that are always few enough to compare each of them
 * @param fewRefresh how soon an item that begins to match such a filter is found; one that ceases to is gone at once
 * @param widest probe of the graph, when a filter lets few of what it finds pass; then all that match are compared
 * @param vectorCache memory for vectors that are compared again and again; about 2 kB each at 512 dimensions
 * @param vectorAge how soon one that another process replaced is read again; this process's own are replaced at once
 * @param neighbours that are kept of each item, as candidates for users who like it
 * @param neighbourCache memory for such lists; about 0.9 kB each at 64 neighbours
 * @param neighbourTime how long a night computes such lists of each kind of vector
 * @param neighbourAge how old a list may be before a night computes it anew
 */
@ConfigurationProperties("vitrine.index")
@Validated
record IndexProperties(
        @DefaultValue("demo-clip") String model,
        @DefaultValue("32") @Min(1) @Max(1000) int batchSize,
        @DefaultValue("1s") Duration refresh,
        @DefaultValue("300") @Min(2) int backgroundSample,
        @DefaultValue("1m") Duration backgroundAge,

        @DefaultValue("0.07") @DecimalMin("0") @DecimalMax("1")
        double exactShare,

        @DefaultValue("2000") @Min(1) int exactLeast,
        @DefaultValue("1s") Duration fewRefresh,
        @DefaultValue("5000") @Min(100) @Max(100_000) int widest,
        @DefaultValue("768MB") DataSize vectorCache,
        @DefaultValue("5m") Duration vectorAge,
        @DefaultValue("64") @Min(10) @Max(1000) int neighbours,
        @DefaultValue("256MB") DataSize neighbourCache,
        @DefaultValue("2m") Duration neighbourTime,
        @DefaultValue("30d") Duration neighbourAge) {}
