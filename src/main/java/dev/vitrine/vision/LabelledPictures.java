package dev.vitrine.vision;

import java.util.List;

/** Pictures to learn from, with attribute values where known. */
public interface LabelledPictures {

    /** How many pictures there are. */
    int size();

    /** The picture, at any size; the trainer prepares it as the model's preprocessing says. */
    RgbImage picture(int index);

    /** The attributes to train classification heads on, so that the tower sees fine differences; may be empty. */
    List<Attribute> attributes();

    /** For each of {@link #attributes()} the picture's value, or -1 where it is unknown. */
    int[] values(int index);

    /** An attribute with its number of values. */
    record Attribute(String name, int values) {}
}
