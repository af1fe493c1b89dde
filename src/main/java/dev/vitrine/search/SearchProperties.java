package dev.vitrine.search;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How search answers.
 *
 * @param maxLimit items of one answer
 * @param maxWordsLength characters of a question
 * @param candidates looked at for each way of finding; more than shown, so that agreement between the ways can count
 * @param exactWeight how much exact words count beside what the models see, as a share of the best possible
 * @param pictureWeight in a question of words and a picture, how much the picture counts where the question does not say
 * @param notWeight how much words that are not meant take away; below 1, so that something is left of the question
 * @param taste how much the user's interests count beside the question, where a user is named and the question does not
 *     say
 * @param cutoff how near to the question an item must be, relative to what a question that means nothing finds; 0 shows
 *     everything, however far
 * @param chanceAge after which that is measured again
 * @param facetValues values that a facet lists, the most frequent
 */
@ConfigurationProperties("vitrine.search")
@Validated
record SearchProperties(
        @DefaultValue("100") @Min(1) int maxLimit,
        @DefaultValue("500") @Min(1) int maxWordsLength,
        @DefaultValue("200") @Min(1) int candidates,
        @DefaultValue("0.5") double exactWeight,

        @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("1")
        double pictureWeight,

        @DefaultValue("0.5") @DecimalMin("0") @DecimalMax("0.9")
        double notWeight,

        @DefaultValue("0.2") @DecimalMin("0") @DecimalMax("1")
        double taste,

        @DefaultValue("1") @PositiveOrZero double cutoff,
        @DefaultValue("1m") Duration chanceAge,
        @DefaultValue("20") @Min(1) int facetValues) {}
