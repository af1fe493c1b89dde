package dev.vitrine.demo;

import java.awt.Color;
import java.util.random.RandomGenerator;

/** Small changes of a colour. */
final class Tone {

    private Tone() {}

    /** The colour with each channel moved by chance, at most {@code by} up or down. */
    static Color near(Color colour, int by, RandomGenerator random) {
        return new Color(
                clamp(colour.getRed() + random.nextDouble(-by, by)),
                clamp(colour.getGreen() + random.nextDouble(-by, by)),
                clamp(colour.getBlue() + random.nextDouble(-by, by)));
    }

    /** Darker below 1, brighter above. */
    static Color shade(Color colour, double factor) {
        return new Color(
                clamp(colour.getRed() * factor), clamp(colour.getGreen() * factor), clamp(colour.getBlue() * factor));
    }

    /** The same family a step away: darker, or brighter for what is dark already. */
    static Color companion(Color colour) {
        int sum = colour.getRed() + colour.getGreen() + colour.getBlue();
        return sum > 200 ? shade(colour, 0.74) : mix(colour, Color.WHITE, 0.28);
    }

    /** Part of the way from one colour to another. */
    static Color mix(Color from, Color to, double share) {
        return new Color(
                clamp(from.getRed() + share * (to.getRed() - from.getRed())),
                clamp(from.getGreen() + share * (to.getGreen() - from.getGreen())),
                clamp(from.getBlue() + share * (to.getBlue() - from.getBlue())));
    }

    /** The colour, see-through. */
    static Color veil(Color colour, int alpha) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }

    static int clamp(double value) {
        return (int) Math.clamp(value, 0, 255);
    }
}
