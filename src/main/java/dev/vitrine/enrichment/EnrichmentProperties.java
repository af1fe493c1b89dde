package dev.vitrine.enrichment;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which models write, and the limits of tagging and asking.
 *
 * @param maxLabels of a vocabulary
 * @param maxTemplates of a vocabulary and language
 * @param maxTextLength characters of a label, a template or a question
 * @param kept the best labels that are stored of each vocabulary
 * @param captioner the model that writes captions
 * @param answerer the model that answers questions
 * @param maxQuestions of a request
 */
@ConfigurationProperties("vitrine.enrichment")
@Validated
record EnrichmentProperties(
        @DefaultValue("1000") @Min(2) int maxLabels,
        @DefaultValue("100") @Min(1) int maxTemplates,
        @DefaultValue("200") @Min(1) int maxTextLength,
        @DefaultValue("5") @Min(1) int kept,
        @DefaultValue("demo-blip") String captioner,
        @DefaultValue("demo-blip") String answerer,
        @DefaultValue("20") @Min(1) int maxQuestions) {}
