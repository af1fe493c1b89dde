package dev.vitrine.vision;

import dev.vitrine.vision.DualEncoder.Priority;
import java.util.List;

/** A model that writes what a picture shows. Safe to call from any thread: calls queue for the one inference thread. */
public non-sealed interface Captioner extends VisionModel {

    /** The kinds of captions it was trained to write, the plainest first. */
    List<Prompts.Caption> kinds();

    /**
     * One caption per picture, in order.
     *
     * @param prompt what each goes on from, and which it does not repeat; empty to begin from nothing
     * @throws PromptTooLong if the prompt leaves no room for a caption
     */
    List<String> captions(List<RgbImage> pictures, String prompt, Generation generation, Priority priority);
}
