package dev.vitrine.demo;

import dev.vitrine.demo.Drawing.Combination;
import dev.vitrine.vision.PairedData;
import dev.vitrine.vision.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Drawings and their texts for training. Pictures are drawn when asked for, the same at each call. */
public final class DemoPairs implements PairedData {

    /** How many of the 1,536 combinations are never trained on. */
    public static final int HELD_OUT = 230;

    /** Where the shipped model's split and pictures come from; evaluation needs the same split. */
    public static final long SEED = 7;

    private static final int PICTURE_SIZE = 128;

    private final List<Drawing> drawings;

    private DemoPairs(List<Drawing> drawings) {
        this.drawings = drawings;
    }

    /** All but the held-out combinations, {@code each} pictures of each. */
    public static DemoPairs training(int each, long seed) {
        return of(trained(seed), each, seed);
    }

    /** The held-out combinations, {@code each} pictures of each; they share no picture with {@link #training}. */
    public static DemoPairs heldOut(int each, long seed) {
        return of(heldOut(seed), each, seed + 1);
    }

    private static DemoPairs of(List<Combination> combinations, int each, long seed) {
        var random = new SplittableRandom(seed);
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (Combination combination : combinations) {
                drawings.add(Drawing.of(combination, random));
            }
        }
        return new DemoPairs(List.copyOf(drawings));
    }

    /** The combinations that a training with this seed sees. */
    public static List<Combination> trained(long seed) {
        List<Combination> all = shuffled(seed);
        return all.subList(HELD_OUT, all.size());
    }

    /** The combinations that a training with this seed never sees. */
    public static List<Combination> heldOut(long seed) {
        return shuffled(seed).subList(0, HELD_OUT);
    }

    private static List<Combination> shuffled(long seed) {
        List<Combination> all = new ArrayList<>(Combination.all());
        Collections.shuffle(all, new Random(seed));
        return all;
    }

    /** The drawing of that index. */
    public Drawing drawing(int index) {
        return drawings.get(index);
    }

    @Override
    public int size() {
        return drawings.size();
    }

    @Override
    public RgbImage picture(int index) {
        return drawings.get(index).picture(PICTURE_SIZE);
    }

    @Override
    public List<Attribute> attributes() {
        return Arrays.stream(Trait.values())
                .map(trait -> new Attribute(trait.label(), trait.size()))
                .toList();
    }

    @Override
    public int[] values(int index) {
        return Arrays.stream(Trait.values())
                .mapToInt(trait -> trait.of(drawings.get(index)))
                .toArray();
    }

    @Override
    public Text text(int index, RandomGenerator random) {
        DemoTexts.Phrase phrase = DemoTexts.any(drawings.get(index), random);
        return new Text(phrase.words(), phrase.stated(), index);
    }

    @Override
    public boolean matches(Text text, int index) {
        return new DemoTexts.Phrase(text.words(), text.stated()).isTrueOf(drawings.get(index));
    }
}
