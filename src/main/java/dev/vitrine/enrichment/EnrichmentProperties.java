package dev.vitrine.enrichment;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of tagging.
 *
 * @param maxLabels of a vocabulary
 * @param maxTemplates of a vocabulary and language
 * @param maxTextLength characters of a label or template
 * @param kept the best labels that are stored of each vocabulary
 */
@ConfigurationProperties("vitrine.enrichment")
@Validated
record EnrichmentProperties(
        @DefaultValue("1000") @Min(2) int maxLabels,
        @DefaultValue("100") @Min(1) int maxTemplates,
        @DefaultValue("200") @Min(1) int maxTextLength,
        @DefaultValue("5") @Min(1) int kept) {}
