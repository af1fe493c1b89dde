package dev.vitrine.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.RenderingHints;
import java.awt.TexturePaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/**
 * Paints one {@link Drawing}: background, soft shadow, the pieces with pattern and light, then a touch of exposure. All
 * lengths are shares of the picture's side, so that every size shows the same picture.
 */
final class Painter {

    private final Drawing drawing;
    private final int size;
    private final RandomGenerator random;
    private final BufferedImage image;

    Painter(Drawing drawing, int size, RandomGenerator random) {
        this.drawing = drawing;
        this.size = size;
        this.random = random;
        image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    }

    BufferedImage paint() {
        Color first = Tone.near(drawing.colour().paint(), 11, random);
        Color second = Tone.near(drawing.second().paint(), 11, random);
        Graphics2D graphics = smooth(image);
        graphics.scale(size, size);
        background(graphics);
        Figure figure = Figure.of(drawing.category(), first, random);
        double coarseness = drawing.count() == 1 ? 1 : drawing.count() == 2 ? 1.3 : 1.45;
        BufferedImage texture =
                Texture.paint(drawing.pattern(), first, second, figure.body(), coarseness, size, random);
        boolean mirrored = random.nextBoolean();
        boolean lightFromRight = random.nextBoolean();
        double light = random.nextDouble(0.6, 1.2);
        for (int i = 0; i < drawing.count(); i++) {
            AffineTransform place = place(i, mirrored);
            shadow(graphics, figure, place);
            piece(graphics, figure, place, texture, lightFromRight != mirrored, light);
        }
        graphics.dispose();
        expose(random.nextDouble(0.9, 1.08), random.nextDouble(0.88, 1.1));
        return image;
    }

    static Graphics2D smooth(BufferedImage on) {
        Graphics2D graphics = on.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return graphics;
    }

    private void background(Graphics2D graphics) {
        Color base = Tone.near(drawing.background().paint(), 5, random);
        boolean table = random.nextBoolean();
        double edge = random.nextDouble(0.64, 0.8);
        if (drawing.background() == Background.WOODEN) {
            planks(graphics, base);
            return;
        }
        graphics.setPaint(new GradientPaint(0, 0, Tone.shade(base, 1.03), 0, 1, Tone.shade(base, 0.97)));
        graphics.fill(new Rectangle2D.Double(0, 0, 1, 1));
        if (table) {
            graphics.setPaint(new GradientPaint(0, (float) edge, Tone.shade(base, 0.91), 0, 1, Tone.shade(base, 0.96)));
            graphics.fill(new Rectangle2D.Double(0, edge, 1, 1 - edge));
        }
    }

    private void planks(Graphics2D graphics, Color base) {
        double y = -random.nextDouble(0.1);
        while (y < 1) {
            double height = random.nextDouble(0.1, 0.17);
            Color plank = Tone.near(base, 9, random);
            graphics.setColor(plank);
            graphics.fill(new Rectangle2D.Double(0, y, 1, height + 0.01));
            graphics.setStroke(new BasicStroke(0.004f));
            graphics.setColor(Tone.veil(Tone.shade(plank, 0.7), 70));
            for (int grain = 0; grain < 3; grain++) {
                double at = y + height * random.nextDouble(0.15, 0.9);
                double from = random.nextDouble(-0.3, 0.7);
                graphics.draw(new Line2D.Double(from, at, from + random.nextDouble(0.2, 0.7), at + 0.004));
            }
            graphics.setStroke(new BasicStroke(0.008f));
            graphics.setColor(Tone.shade(base, 0.72));
            graphics.draw(new Line2D.Double(0, y, 1, y));
            y += height;
        }
    }

    /** Where piece {@code index} stands: from the figure's unit square to the picture's. */
    private AffineTransform place(int index, boolean mirrored) {
        double scale;
        double x = 0.5;
        double y = 0.5;
        switch (drawing.count()) {
            case 1 -> {
                scale = random.nextDouble(0.74, 0.96);
                x += random.nextDouble(-0.04, 0.04);
                y += random.nextDouble(-0.03, 0.03);
            }
            case 2 -> {
                scale = random.nextDouble(0.5, 0.56);
                x = (index == 0 ? 0.265 : 0.735) + random.nextDouble(-0.015, 0.015);
                y += random.nextDouble(-0.09, 0.09);
            }
            default -> {
                scale = random.nextDouble(0.45, 0.5);
                x = (index == 0 ? 0.5 : index == 1 ? 0.26 : 0.74) + random.nextDouble(-0.02, 0.02);
                y = (index == 0 ? 0.27 : 0.74) + random.nextDouble(-0.02, 0.02);
            }
        }
        double turn = Math.toRadians(random.nextDouble(-8, 8) * (drawing.category() == Category.RUG ? 0.35 : 1));
        var place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(turn);
        place.scale(mirrored ? -scale : scale, scale);
        place.translate(-0.5, -0.5);
        return place;
    }

    /** The silhouette, a little lower and blurred: drawn small, smoothed there, and enlarged. */
    private void shadow(Graphics2D graphics, Figure figure, AffineTransform place) {
        int side = 40;
        var small = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
        Graphics2D on = smooth(small);
        on.scale(side, side);
        on.translate(0.02, 0.03);
        on.transform(place);
        on.setColor(Color.BLACK);
        figure.parts().forEach(part -> on.fill(part.shape()));
        on.dispose();
        int[] alpha = small.getRGB(0, 0, side, side, null, 0, side);
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] >>>= 24;
        }
        for (int round = 0; round < 2; round++) {
            alpha = blur(blur(alpha, side, 1), side, side);
        }
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = (int) (alpha[i] * 0.34) << 24 | 0x2A2118;
        }
        small.setRGB(0, 0, side, side, alpha, 0, side);
        graphics.drawImage(small, AffineTransform.getScaleInstance(1.0 / side, 1.0 / side), null);
    }

    private static int[] blur(int[] in, int side, int step) {
        int[] out = new int[in.length];
        for (int i = 0; i < in.length; i++) {
            int at = step == 1 ? i % side : i / side;
            int before = at > 0 ? in[i - step] : 0;
            int after = at < side - 1 ? in[i + step] : 0;
            out[i] = (before + in[i] + after) / 3;
        }
        return out;
    }

    private static void piece(
            Graphics2D picture,
            Figure figure,
            AffineTransform place,
            BufferedImage texture,
            boolean fromRight,
            double light) {
        var graphics = (Graphics2D) picture.create();
        graphics.transform(place);
        var pattern = new TexturePaint(texture, Texture.AREA);
        for (Figure.Part part : figure.parts()) {
            graphics.setPaint(part.colour() == null ? pattern : part.colour());
            graphics.fill(part.shape());
            if (part.lit()) {
                graphics.setPaint(light(figure.round(), fromRight, light));
                graphics.fill(part.shape());
            }
            Color rim = part.colour() == null ? figure.rim() : Tone.shade(part.colour(), 0.5);
            graphics.setColor(Tone.veil(rim, 95));
            graphics.setStroke(new BasicStroke(0.01f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(part.shape());
        }
        graphics.dispose();
    }

    /** White and black veils from one side to the other: a cylinder's light for round things, a slope for flat ones. */
    private static LinearGradientPaint light(boolean round, boolean fromRight, double strength) {
        float[] at = round ? new float[] {0, 0.28f, 0.55f, 1} : new float[] {0, 0.4f, 1};
        int dark = (int) (58 * strength);
        int bright = (int) (52 * strength);
        Color[] veils = round
                ? new Color[] {
                    new Color(0, 0, 0, dark / 3),
                    new Color(255, 255, 255, bright),
                    new Color(0, 0, 0, 6),
                    new Color(0, 0, 0, dark)
                }
                : new Color[] {
                    new Color(255, 255, 255, bright / 2), new Color(255, 255, 255, 8), new Color(0, 0, 0, dark / 2)
                };
        return fromRight
                ? new LinearGradientPaint(0.9f, 0.15f, 0.1f, 0.3f, at, veils)
                : new LinearGradientPaint(0.1f, 0.15f, 0.9f, 0.3f, at, veils);
    }

    private void expose(double brightness, double saturation) {
        int[] pixels = image.getRGB(0, 0, size, size, null, 0, size);
        for (int i = 0; i < pixels.length; i++) {
            int red = pixels[i] >> 16 & 0xff;
            int green = pixels[i] >> 8 & 0xff;
            int blue = pixels[i] & 0xff;
            double grey = 0.299 * red + 0.587 * green + 0.114 * blue;
            pixels[i] = Tone.clamp(brightness * (grey + saturation * (red - grey))) << 16
                    | Tone.clamp(brightness * (grey + saturation * (green - grey))) << 8
                    | Tone.clamp(brightness * (grey + saturation * (blue - grey)));
        }
        image.setRGB(0, 0, size, size, pixels, 0, size);
    }
}
