package dev.vitrine.enrichment;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which models write, and the limits of tagging, writing and review.
 *
 * @param maxLabels of a vocabulary
 * @param maxSynonyms of a label and language
 * @param maxTemplates of a vocabulary and language
 * @param maxPrompts of a vocabulary: labels and synonyms times templates
 * @param maxTextLength characters of a label, a template, a question or a prefix
 * @param maxValueLength characters of a caption or an answer in a person's words
 * @param kept the best labels that are kept with a tag
 * @param maxSample items of a dry run
 * @param maxDecision statements of one decision
 * @param draftTags whether items that arrive or change are tagged by themselves
 * @param draftCaptions languages and styles in which they are captioned by themselves, such as "en concise"
 * @param captioner the model that writes captions
 * @param answerer the model that answers questions
 * @param maxQuestions of a request
 * @param candidates texts that are written for a caption; the one that fits best is offered
 * @param maxCandidates that a request may ask for
 * @param temperature of the candidates after the first: below 1 for likelier words
 * @param captionBackground how far a caption must stand out from what it has with any picture, in deviations
 * @param batch items that are tagged together
 * @param captionBatch items that are captioned together
 */
@ConfigurationProperties("vitrine.enrichment")
@Validated
record EnrichmentProperties(
        @DefaultValue("1000") @Min(2) int maxLabels,
        @DefaultValue("20") @Min(0) int maxSynonyms,
        @DefaultValue("100") @Min(1) int maxTemplates,
        @DefaultValue("20000") @Min(2) int maxPrompts,
        @DefaultValue("200") @Min(1) int maxTextLength,
        @DefaultValue("2000") @Min(1) int maxValueLength,
        @DefaultValue("5") @Min(1) int kept,
        @DefaultValue("2000") @Min(1) int maxSample,
        @DefaultValue("500") @Min(1) int maxDecision,
        @DefaultValue("false") boolean draftTags,
        @DefaultValue({}) List<String> draftCaptions,
        @DefaultValue("demo-blip") String captioner,
        @DefaultValue("demo-blip") String answerer,
        @DefaultValue("20") @Min(1) int maxQuestions,
        @DefaultValue("3") @Min(1) @Max(32) int candidates,
        @DefaultValue("8") @Min(1) @Max(32) int maxCandidates,

        @DefaultValue("0.7") @DecimalMin("0.01") @DecimalMax("100")
        double temperature,

        @DefaultValue("1") @DecimalMin("-10") @DecimalMax("10")
        double captionBackground,

        @DefaultValue("32") @Min(1) @Max(256) int batch,
        @DefaultValue("8") @Min(1) @Max(256) int captionBatch) {}
