package dev.vitrine.vision;

import java.util.List;
import java.util.random.RandomGenerator;

/** What a captioner learns from: pictures with attribute values, and what to say of them when asked how. */
public interface TaughtPictures extends LabelledPictures {

    /** What may be asked of a picture and what is to be said, drawn anew at each step; as many for every picture. */
    List<Lesson> lessons(int index, RandomGenerator random);

    /**
     * One thing to say.
     *
     * @param kind in the report
     * @param prompt what the text goes on from
     * @param target what is to follow
     * @param weight of each word of the target
     * @param promptWeight of each word of the prompt: above 0 where the prompt itself is true of the picture, so that the
     *     model learns to expect what it asks; else 0
     */
    record Lesson(String kind, String prompt, String target, double weight, double promptWeight) {}
}
