package dev.vitrine.catalog;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of a filter.
 *
 * @param maxLength characters
 * @param maxComparisons such as {@code price<50}
 * @param maxValues of one list, such as {@code (mugs,bowls)}
 * @param maxDepth brackets within brackets
 */
@ConfigurationProperties("vitrine.catalog.filters")
@Validated
record FilterProperties(
        @DefaultValue("2000") @Min(1) @Max(20_000) int maxLength,
        @DefaultValue("50") @Min(1) int maxComparisons,
        @DefaultValue("200") @Min(1) int maxValues,
        @DefaultValue("10") @Min(1) @Max(100) int maxDepth) {}
