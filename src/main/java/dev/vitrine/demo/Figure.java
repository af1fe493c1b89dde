package dev.vitrine.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A product's silhouette in the unit square, in parts from back to front; those without a colour of their own show the
 * pattern.
 */
final class Figure {

    private static final Color WOOD = new Color(0xA8744A);
    private static final Color METAL = new Color(0x7C7F88);
    private static final Color DARK = new Color(0x3E3834);
    private static final Color BRASS = new Color(0xD6B154);
    private static final Color CREAM = new Color(0xF8EBD2);
    private static final Color RUBBER = new Color(0xF0F0EC);
    private static final Color INK = new Color(0x1B1818);

    /** One shape; its own colour or, when that is null, the pattern. */
    record Part(Shape shape, @Nullable Color colour, boolean lit) {}

    private final Color first;
    private final Color companion;
    private final RandomGenerator random;
    private final List<Part> parts = new ArrayList<>();
    private boolean round;

    private Figure(Color first, RandomGenerator random) {
        this.first = first;
        this.random = random;
        companion = Tone.companion(first);
    }

    static Figure of(Category category, Color first, RandomGenerator random) {
        var figure = new Figure(first, random);
        switch (category) {
            case MUG -> figure.mug();
            case VASE -> figure.vase();
            case BOWL -> figure.bowl();
            case PLATE -> figure.plate();
            case TEAPOT -> figure.teapot();
            case LAMP -> figure.lamp();
            case CHAIR -> figure.chair();
            case CUSHION -> figure.cushion();
            case RUG -> figure.rug();
            case HANDBAG -> figure.handbag();
            case T_SHIRT -> figure.shirt();
            case DRESS -> figure.dress();
            case SNEAKER -> figure.sneaker();
            case HAT -> figure.hat();
            case UMBRELLA -> figure.umbrella();
            case TEDDY_BEAR -> figure.bear();
        }
        return figure;
    }

    List<Part> parts() {
        return parts;
    }

    /** Whether light falls on it as on a cylinder. */
    boolean round() {
        return round;
    }

    /** The thin line around patterned parts, so that white shows on white. */
    Color rim() {
        return Tone.shade(first, 0.45);
    }

    /** All that shows the pattern. */
    Shape body() {
        var body = new Path2D.Double(Path2D.WIND_NON_ZERO);
        parts.stream().filter(part -> part.colour() == null).forEach(part -> body.append(part.shape(), false));
        return body;
    }

    private void mug() {
        round = true;
        double w = vary(-0.03, 0.04);
        double top = 0.28 - vary(0, 0.05);
        own(stroke(0.065, "M %f 0.42 C 0.98 0.34 0.98 0.74 %f 0.68", 0.74 + w, 0.73 + w), companion);
        body(
                "M %f %f L %f 0.74 Q %f 0.84 %f 0.84 L %f 0.84 Q %f 0.84 %f 0.74 L %f %f Z",
                0.22 - w, top, 0.24 - w, 0.25 - w, 0.34 - w, 0.66 + w, 0.75 + w, 0.76 + w, 0.78 + w, top);
        own(oval(0.22 - w, top - 0.055, 0.56 + 2 * w, 0.11), Tone.mix(first, Color.WHITE, 0.18));
        own(oval(0.25 - w, top - 0.038, 0.5 + 2 * w, 0.078), Tone.shade(first, 0.58));
    }

    private void vase() {
        round = true;
        double belly = vary(0.2, 0.28);
        double neck = vary(0.06, 0.1);
        double lip = neck + 0.035;
        double high = vary(0.4, 0.58);
        body(
                "M %f 0.12 C %f 0.2 %f 0.22 %f 0.28 C %f %f %f 0.74 0.37 0.9 L 0.63 0.9 C %f 0.74 %f %f %f 0.28 C %f 0.22 %f 0.2 %f 0.12 Z",
                0.5 - lip,
                0.5 - neck,
                0.5 - neck,
                0.5 - neck,
                0.5 - belly - 0.08,
                high - 0.1,
                0.5 - belly - 0.06,
                0.5 + belly + 0.06,
                0.5 + belly + 0.08,
                high - 0.1,
                0.5 + neck,
                0.5 + neck,
                0.5 + neck,
                0.5 + lip);
        own(oval(0.5 - lip, 0.095, 2 * lip, 0.05), Tone.shade(first, 0.55));
    }

    private void bowl() {
        round = true;
        double deep = vary(0.76, 0.86);
        own(
                path("M 0.37 %f L 0.63 %f L 0.66 %f L 0.34 %f Z", deep - 0.03, deep - 0.03, deep + 0.06, deep + 0.06),
                companion);
        body(
                "M 0.08 0.42 C 0.1 %f 0.3 %f 0.5 %f C 0.7 %f 0.9 %f 0.92 0.42 Z",
                deep - 0.08, deep, deep, deep, deep - 0.08);
        own(oval(0.08, 0.335, 0.84, 0.17), Tone.mix(first, Color.WHITE, 0.2));
        own(oval(0.115, 0.353, 0.77, 0.134), Tone.shade(first, 0.62));
    }

    private void plate() {
        double flat = vary(0, 0.13);
        body(oval(0.05, 0.05 + flat, 0.9, 0.9 - 2 * flat));
        var well = new Area(oval(0.23, 0.23 + flat * 0.6, 0.54, 0.54 - 1.2 * flat));
        well.subtract(new Area(oval(0.25, 0.25 + flat * 0.6, 0.5, 0.5 - 1.2 * flat)));
        own(well, companion);
    }

    private void teapot() {
        round = true;
        double tall = vary(-0.03, 0.03);
        own(stroke(0.055, "M 0.3 0.46 C 0.0 0.3 0.0 0.78 0.3 0.7"), companion);
        own(
                path(
                        "M 0.66 0.72 C 0.84 0.7 0.8 0.46 0.93 0.34 L 1.0 0.38 C 0.93 0.5 0.94 0.56 0.74 0.56 L 0.66 0.5 Z"),
                companion);
        body(
                "M 0.34 %f C 0.12 0.5 0.16 0.84 0.36 0.86 L 0.64 0.86 C 0.84 0.84 0.88 0.5 0.66 %f Z",
                0.37 + tall, 0.37 + tall);
        own(
                path("M 0.33 %f C 0.36 %f 0.64 %f 0.67 %f Z", 0.385 + tall, 0.25 + tall, 0.25 + tall, 0.385 + tall),
                companion);
        own(oval(0.455, 0.185 + tall, 0.09, 0.09), Tone.shade(companion, 0.85));
    }

    private void lamp() {
        double narrow = vary(-0.05, 0.05);
        Color stand = pick(WOOD, METAL, BRASS, DARK);
        own(box(0.472, 0.5, 0.056, 0.36, 0.02), stand);
        own(path("M 0.3 0.92 C 0.32 0.82 0.68 0.82 0.7 0.92 Z"), stand);
        own(oval(0.455, 0.66, 0.09, 0.12), stand);
        own(oval(0.2, 0.52, 0.6, 0.06), new Color(0xFFE9A8));
        body("M %f 0.07 L %f 0.07 L 0.84 0.55 Q 0.5 0.6 0.16 0.55 Z", 0.34 + narrow, 0.66 - narrow);
    }

    private void chair() {
        Color legs = pick(WOOD, METAL, DARK);
        double splay = vary(0, 0.05);
        own(stroke(0.04, "M 0.36 0.62 L 0.35 0.86"), legs);
        own(stroke(0.04, "M 0.64 0.62 L 0.65 0.86"), legs);
        own(stroke(0.05, "M 0.27 0.62 L %f 0.96", 0.23 - splay), legs);
        own(stroke(0.05, "M 0.73 0.62 L %f 0.96", 0.77 + splay), legs);
        own(box(0.3, 0.42, 0.045, 0.16, 0.01), legs);
        own(box(0.655, 0.42, 0.045, 0.16, 0.01), legs);
        body(box(0.24, 0.04, 0.52, 0.45, vary(0.08, 0.3)));
        body(path("M 0.24 0.53 L 0.76 0.53 Q 0.84 0.6 0.83 0.69 L 0.17 0.69 Q 0.16 0.6 0.24 0.53 Z"));
    }

    private void cushion() {
        double dent = vary(0.04, 0.09);
        body(
                "M 0.08 0.1 Q 0.5 %f 0.92 0.1 Q %f 0.5 0.92 0.9 Q 0.5 %f 0.08 0.9 Q %f 0.5 0.08 0.1 Z",
                0.1 + dent, 0.92 - dent, 0.9 - dent, 0.08 + dent);
        for (double x : new double[] {0.08, 0.92}) {
            for (double y : new double[] {0.1, 0.9}) {
                own(oval(x - 0.035, y - 0.035, 0.07, 0.07), companion);
            }
        }
    }

    private void rug() {
        double slant = vary(0.06, 0.15);
        double top = 0.3 - vary(0, 0.07);
        for (int i = 0; i <= 18; i++) {
            double x = 0.03 + 0.94 * i / 18;
            own(stroke(0.022, "M %f 0.75 L %f 0.83", x, x), CREAM);
            double far = 0.08 + slant + (0.84 - 2 * slant) * i / 18;
            own(stroke(0.016, "M %f %f L %f %f", far, top + 0.01, far, top - 0.04), CREAM);
        }
        body("M %f %f L %f %f L 0.99 0.77 L 0.01 0.77 Z", 0.07 + slant, top, 0.93 - slant, top);
        own(
                stroke(
                        0.014,
                        "M %f %f L %f %f L 0.93 0.735 L 0.07 0.735 Z",
                        0.11 + slant,
                        top + 0.035,
                        0.89 - slant,
                        top + 0.035),
                companion);
    }

    private void handbag() {
        double high = vary(0.06, 0.16);
        double slim = vary(0, 0.07);
        Color handle = pick(companion, new Color(0x6B472E), DARK);
        own(stroke(0.05, "M 0.32 0.44 C 0.3 %f 0.7 %f 0.68 0.44", high, high), handle);
        body(
                "M %f 0.4 L %f 0.4 Q 0.9 0.62 0.93 0.8 Q 0.93 0.9 0.84 0.9 L 0.16 0.9 Q 0.07 0.9 0.07 0.8 Q 0.1 0.62 %f 0.4 Z",
                0.2 + slim, 0.8 - slim, 0.2 + slim);
        own(stroke(0.014, "M %f 0.49 L %f 0.49", 0.17 + slim, 0.83 - slim), companion);
        own(box(0.445, 0.45, 0.11, 0.085, 0.03), BRASS);
    }

    private void shirt() {
        double drop = vary(-0.02, 0.04);
        body(
                "M 0.37 0.1 Q 0.5 0.19 0.63 0.1 L 0.74 0.14 Q 0.86 0.2 0.97 %f L 0.85 %f L 0.75 0.38 L 0.76 0.92 Q 0.5 0.95 0.24 0.92 L 0.25 0.38 L 0.15 %f L 0.03 %f Q 0.14 0.2 0.26 0.14 Z",
                0.36 + drop, 0.47 + drop, 0.47 + drop, 0.36 + drop);
        own(stroke(0.028, "M 0.37 0.1 Q 0.5 0.23 0.63 0.1"), companion);
    }

    private void dress() {
        double wide = vary(0, 0.07);
        own(stroke(0.03, "M 0.41 0.2 L 0.4 0.05"), companion);
        own(stroke(0.03, "M 0.59 0.2 L 0.6 0.05"), companion);
        body(
                "M 0.36 0.15 Q 0.5 0.24 0.64 0.15 Q 0.69 0.3 0.61 0.42 Q 0.72 0.62 %f 0.92 Q 0.5 0.99 %f 0.92 Q 0.28 0.62 0.39 0.42 Q 0.31 0.3 0.36 0.15 Z",
                0.84 + wide, 0.16 - wide);
        own(path("M 0.385 0.405 Q 0.5 0.435 0.615 0.405 L 0.622 0.45 Q 0.5 0.48 0.378 0.45 Z"), companion);
    }

    private void sneaker() {
        double ankle = vary(-0.05, 0.04);
        body(
                "M 0.06 0.72 Q 0.05 0.5 0.1 %f Q 0.22 %f 0.36 %f Q 0.42 0.46 0.56 0.53 Q 0.9 0.56 0.95 0.72 Z",
                0.34 + ankle, 0.4 + ankle, 0.32 + ankle);
        own(path("M 0.76 0.72 Q 0.76 0.6 0.84 0.6 Q 0.94 0.62 0.955 0.72 Z"), RUBBER);
        own(path("M 0.04 0.7 L 0.965 0.7 Q 0.98 0.82 0.93 0.82 L 0.09 0.82 Q 0.03 0.82 0.04 0.7 Z"), RUBBER);
        Color lace = first.getRed() + first.getGreen() + first.getBlue() < 520 ? Color.WHITE : DARK;
        for (int i = 0; i < 3; i++) {
            double x = 0.37 + 0.075 * i;
            own(stroke(0.026, "M %f %f L %f %f", x, 0.47 + 0.035 * i, x + 0.07, 0.4 + 0.05 * i), lace);
        }
    }

    private void hat() {
        double high = vary(0.14, 0.24);
        body(oval(0.02, 0.55, 0.96, 0.24));
        body(
                "M 0.24 0.66 C 0.24 %f 0.34 %f 0.5 %f C 0.66 %f 0.76 %f 0.76 0.66 Q 0.5 0.74 0.24 0.66 Z",
                high + 0.1, high, high, high, high + 0.1);
        own(path("M 0.245 0.57 Q 0.5 0.64 0.755 0.57 L 0.76 0.66 Q 0.5 0.735 0.24 0.66 Z"), companion);
    }

    private void umbrella() {
        Color stick = pick(WOOD, METAL, DARK);
        own(stroke(0.032, "M 0.5 0.06 L 0.5 0.84 C 0.5 0.96 0.64 0.96 0.64 0.85"), stick);
        int scallops = 3 + random.nextInt(3);
        double width = 0.92 / scallops;
        var canopy = new StringBuilder("M 0.04 0.56 C 0.08 -0.02 0.92 -0.02 0.96 0.56");
        for (int i = scallops - 1; i >= 0; i--) {
            canopy.append(" Q %s 0.47 %s 0.56".formatted(0.04 + width * (i + 0.5), 0.04 + width * i));
        }
        body(path(canopy.append(" Z").toString()));
        for (int i = 1; i < scallops; i++) {
            double x = 0.04 + width * i;
            own(stroke(0.009, "M 0.5 0.13 Q %f 0.25 %f 0.555", 0.5 + (x - 0.5) * 0.85, x), companion);
        }
    }

    private void bear() {
        double arms = vary(-0.05, 0.04);
        body(oval(0.2, 0.03, 0.2, 0.2));
        body(oval(0.6, 0.03, 0.2, 0.2));
        own(oval(0.25, 0.08, 0.1, 0.1), CREAM);
        own(oval(0.65, 0.08, 0.1, 0.1), CREAM);
        body(oval(0.08, 0.47 + arms, 0.27, 0.2));
        body(oval(0.65, 0.47 + arms, 0.27, 0.2));
        body(oval(0.25, 0.42, 0.5, 0.5));
        body(oval(0.16, 0.74, 0.27, 0.23));
        body(oval(0.57, 0.74, 0.27, 0.23));
        own(oval(0.235, 0.8, 0.115, 0.115), CREAM);
        own(oval(0.65, 0.8, 0.115, 0.115), CREAM);
        body(oval(0.23, 0.08, 0.54, 0.44));
        own(oval(0.385, 0.3, 0.23, 0.17), CREAM);
        own(oval(0.355, 0.235, 0.055, 0.06), INK);
        own(oval(0.59, 0.235, 0.055, 0.06), INK);
        own(oval(0.455, 0.32, 0.09, 0.06), INK);
    }

    private double vary(double from, double to) {
        return random.nextDouble(from, to);
    }

    private Color pick(Color... colours) {
        return colours[random.nextInt(colours.length)];
    }

    private void body(String outline, double... values) {
        body(path(outline, values));
    }

    private void body(Shape shape) {
        parts.add(new Part(shape, null, true));
    }

    private void own(Shape shape, Color colour) {
        parts.add(new Part(shape, colour, false));
    }

    private static Shape oval(double x, double y, double width, double height) {
        return new Ellipse2D.Double(x, y, width, height);
    }

    private static Shape box(double x, double y, double width, double height, double corner) {
        return new RoundRectangle2D.Double(x, y, width, height, corner, corner);
    }

    private static Shape stroke(double width, String outline, double... values) {
        return new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                .createStrokedShape(path(outline, values));
    }

    /** An outline in SVG's words (M, L, Q, C, Z; absolute); each %f is the next of the values. */
    private static Path2D path(String outline, double... values) {
        var path = new Path2D.Double();
        String[] words = outline.split(" ");
        int value = 0;
        int at = 0;
        while (at < words.length) {
            String command = words[at++];
            double[] n = new double[command.equals("C") ? 6 : command.equals("Q") ? 4 : command.equals("Z") ? 0 : 2];
            for (int i = 0; i < n.length; i++, at++) {
                n[i] = words[at].equals("%f") ? values[value++] : Double.parseDouble(words[at]);
            }
            switch (command) {
                case "M" -> path.moveTo(n[0], n[1]);
                case "L" -> path.lineTo(n[0], n[1]);
                case "Q" -> path.quadTo(n[0], n[1], n[2], n[3]);
                case "C" -> path.curveTo(n[0], n[1], n[2], n[3], n[4], n[5]);
                case "Z" -> path.closePath();
                default -> throw new IllegalArgumentException("not an outline: " + outline);
            }
        }
        return path;
    }
}
