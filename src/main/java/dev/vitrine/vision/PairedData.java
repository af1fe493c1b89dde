package dev.vitrine.vision;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a contrastive training learns from: pictures with attribute values, and texts drawn anew at each step.
 */
public interface PairedData extends LabelledPictures {

    /** A text that is true of the picture. */
    Text text(int index, RandomGenerator random);

    /** Whether a text, drawn for some other picture, is true of this one too: such pairs are no negatives. */
    boolean matches(Text text, int index);

    /**
     * A text and what it states.
     *
     * @param stated per attribute the value that the text states, or -1 where it is silent
     * @param drawnFor the picture it was drawn for
     */
    record Text(String words, List<Integer> stated, int drawnFor) {}
}
