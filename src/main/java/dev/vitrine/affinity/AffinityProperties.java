package dev.vitrine.affinity;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How behaviour becomes neighbours.
 *
 * @param neighbours kept of each item
 * @param history liked items of a user that count, the latest; bounds the pairs of one who never stops
 * @param easeItems the most active items, among which EASE is solved; 4,000 take 128 MB and some 20 s on two cores
 * @param easeRegularisation added to the diagonal: larger trusts frequent pairs alone
 * @param nearness share of closeness in what a pair counts: 0 counts any two items of a user alike, 1 only those liked
 *     shortly after one another
 * @param nearnessSteps likes between two items after which closeness has fallen to 1/e
 * @param shrinkage of item-kNN's cosines: pairs seen this often count half
 * @param basketTypes event types that are a purchase
 * @param basketWindow within which two purchases of a user belong together
 * @param basketLeast users who must have bought both
 * @param recency exponent by which a user's earlier items count less: (1 + place from the end)^−recency
 * @param profile items of a user's history that are asked for neighbours
 * @param fansWindow how long ago somebody must have liked a neighbour at most, to be a candidate for an item
 * @param rowCache neighbours' rows kept in memory; about 1 kB each
 * @param wordsItems items whose words are kept in memory, the latest; about 16 bytes a different word
 * @param wordsSteps postings that one look-up by words may read
 */
@ConfigurationProperties("vitrine.affinity")
@Validated
record AffinityProperties(
        @DefaultValue("100") @Min(1) @Max(1000) int neighbours,
        @DefaultValue("500") @Min(2) @Max(5000) int history,
        @DefaultValue("4000") @Min(0) @Max(20_000) int easeItems,
        @DefaultValue("75") @Positive double easeRegularisation,

        @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("1")
        double nearness,

        @DefaultValue("10") @Positive double nearnessSteps,
        @DefaultValue("20") @PositiveOrZero double shrinkage,
        @DefaultValue("purchase") @NotEmpty Set<String> basketTypes,
        @DefaultValue("1d") Duration basketWindow,
        @DefaultValue("2") @Min(1) int basketLeast,
        @DefaultValue("0.65") @PositiveOrZero double recency,
        @DefaultValue("100") @Min(1) @Max(1000) int profile,
        @DefaultValue("90d") Duration fansWindow,
        @DefaultValue("20000") @Min(0) int rowCache,
        @DefaultValue("300000") @Min(0) int wordsItems,
        @DefaultValue("300000") @Min(1000) int wordsSteps) {}
