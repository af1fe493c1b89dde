package dev.vitrine.vision;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a contrastive training learns from: pictures, attribute values where known, and texts drawn anew at each step.
 */
public interface PairedData {

    /** How many pictures there are. */
    int size();

    /** The picture, at any size; the trainer prepares it as the model's preprocessing says. */
    RgbImage picture(int index);

    /** The attributes to train classification heads on, before texts come in; may be empty. */
    List<Attribute> attributes();

    /** For each of {@link #attributes()} the picture's value, or -1 where it is unknown. */
    int[] values(int index);

    /** A text that is true of the picture. */
    Text text(int index, RandomGenerator random);

    /** Whether a text, drawn for some other picture, is true of this one too: such pairs are no negatives. */
    boolean matches(Text text, int index);

    /** An attribute with its number of values. */
    record Attribute(String name, int values) {}

    /**
     * A text and what it states.
     *
     * @param stated per attribute the value that the text states, or -1 where it is silent
     * @param drawnFor the picture it was drawn for
     */
    record Text(String words, List<Integer> stated, int drawnFor) {}
}
