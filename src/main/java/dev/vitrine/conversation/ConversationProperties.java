package dev.vitrine.conversation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The limits of conversations.
 *
 * @param maxPictures of a conversation: all of them are sent with each question
 * @param maxTurns of a conversation
 * @param maxWordsLength characters of a question
 * @param historyTurns earlier turns that are sent with a question
 * @param historyLength characters of them together, answers included
 */
@ConfigurationProperties("vitrine.conversation")
@Validated
record ConversationProperties(
        @DefaultValue("8") @Min(1) @Max(64) int maxPictures,
        @DefaultValue("100") @Min(1) int maxTurns,
        @DefaultValue("2000") @Min(1) int maxWordsLength,
        @DefaultValue("10") @Min(0) int historyTurns,
        @DefaultValue("20000") @Min(0) int historyLength) {}
