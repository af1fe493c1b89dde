package dev.vitrine.chat;

/**
 * An answer of the larger model.
 *
 * @param reported the model that the server says it ran
 * @param promptTokens that were read: as the server tells, else estimated
 * @param completionTokens that were written: likewise
 * @param complete false where it reached the most tokens of an answer
 */
public record Completion(String text, String reported, long promptTokens, long completionTokens, boolean complete) {}
