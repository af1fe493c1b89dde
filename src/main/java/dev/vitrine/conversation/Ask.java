package dev.vitrine.conversation;

import dev.vitrine.chat.Purpose;
import dev.vitrine.enrichment.Engine;
import org.jspecify.annotations.Nullable;

/**
 * What is asked.
 *
 * @param words a person's own; may be empty where the purpose says enough
 * @param language of the prompt template: en or zh
 * @param engine null for the larger model if one is set up, else the installed one
 */
public record Ask(
        String words,
        Purpose purpose,
        String language,
        @Nullable Engine engine) {}
