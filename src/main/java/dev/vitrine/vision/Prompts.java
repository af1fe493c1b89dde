package dev.vitrine.vision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a captioner was trained to go on from; {@code prompts.json} beside its weights. Checkpoints without that file write
 * English captions from nothing.
 *
 * @param captions the kinds of captions it writes
 * @param question how a question is put, with {} where it goes; null where the model answers none
 */
public record Prompts(List<Caption> captions, @Nullable String question) {

    /** Captions from nothing, as published models write them. */
    public static final Prompts NONE = new Prompts(List.of(new Caption("en", "concise", "")), null);

    public Prompts {
        captions = List.copyOf(captions);
        if (question != null && !question.contains("{}")) {
            throw new ModelUnusable("The question \"" + question + "\" of the prompts.json has no {}.");
        }
    }

    /**
     * A kind of caption.
     *
     * @param language such as "en"
     * @param style such as "concise"
     * @param prompt what it goes on from; may be empty
     */
    public record Caption(String language, String style, String prompt) {}
}
