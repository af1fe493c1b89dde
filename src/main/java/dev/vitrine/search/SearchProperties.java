package dev.vitrine.search;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How search answers.
 *
 * @param maxLimit items of one answer
 * @param maxWordsLength characters of a question
 * @param candidates looked at for each way of finding; more than shown, so that agreement between the ways can count
 * @param wordsWeight how much exact words count beside what the models see, as a share of the best possible
 * @param pictureWeight in a question of words and a picture, how much the picture counts
 */
@ConfigurationProperties("vitrine.search")
@Validated
record SearchProperties(
        @DefaultValue("100") @Min(1) int maxLimit,
        @DefaultValue("500") @Min(1) int maxWordsLength,
        @DefaultValue("200") @Min(1) int candidates,
        @DefaultValue("0.5") double wordsWeight,
        @DefaultValue("0.5") double pictureWeight) {}
