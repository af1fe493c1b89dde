package dev.vitrine.enrichment;

import dev.vitrine.chat.Chat;
import dev.vitrine.chat.PromptTemplates;
import dev.vitrine.chat.Purpose;
import dev.vitrine.vision.Captioner;
import dev.vitrine.vision.Vision;
import org.springframework.stereotype.Component;

/** The models that write captions: the installed one, and the larger one. */
@Component
class Captioners {

    private final Vision vision;
    private final Chat chat;
    private final PromptTemplates templates;
    private final EnrichmentProperties properties;

    Captioners(Vision vision, Chat chat, PromptTemplates templates, EnrichmentProperties properties) {
        this.vision = vision;
        this.chat = chat;
        this.templates = templates;
        this.properties = properties;
    }

    /**
     * The captioner of an engine.
     *
     * @throws dev.vitrine.vision.ModelUnusable if the installed one is not there, or is another kind of model
     * @throws dev.vitrine.chat.ChatMissing if no larger one is set up
     */
    Captioner of(Engine engine) {
        return switch (engine) {
            case LOCAL -> vision.captioner(properties.captioner());
            case REMOTE ->
                new RemoteCaptioner(
                        chat,
                        PromptTemplates.LANGUAGES.stream()
                                .sorted()
                                .map(language -> templates.current(Purpose.CAPTION, language))
                                .toList());
        };
    }
}
