package dev.vitrine.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** A pattern as a piece of cloth, a little larger than the figure it is cut for. The first colour has the larger part, in zigzags
 * about half. */
final class Texture {

    /** The cloth in the figure's coordinates. */
    static final Rectangle2D AREA = new Rectangle2D.Double(-0.1, -0.1, 1.2, 1.2);

    private static final Color POLLEN = new Color(0xFBD04A);
    private static final Color POLLEN_ON_YELLOW = new Color(0xC8642D);
    private static final int GRID = 26;

    private final Graphics2D graphics;
    private final Color second;
    private final double period;
    private final double shiftX;
    private final double shiftY;

    private Texture(Graphics2D graphics, Color second, double period, RandomGenerator random) {
        this.graphics = graphics;
        this.second = second;
        this.period = period;
        shiftX = random.nextDouble(period);
        shiftY = random.nextDouble(period);
    }

    /**
     * Weaves the cloth.
     *
     * @param body what it will cover, so that two-tone items keep most of the first colour
     * @param coarseness 1 for a large figure; more for small ones, whose pattern would vanish
     * @param size pixels for the figure's side
     */
    static BufferedImage paint(
            Pattern pattern,
            Color first,
            Color second,
            Shape body,
            double coarseness,
            int size,
            RandomGenerator random) {
        int side = (int) (size * AREA.getWidth());
        var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = Painter.smooth(image);
        graphics.setColor(first);
        graphics.fillRect(0, 0, side, side);
        graphics.scale(side / AREA.getWidth(), side / AREA.getHeight());
        graphics.translate(-AREA.getX(), -AREA.getY());
        var texture = new Texture(graphics, second, random.nextDouble(0.115, 0.155) * coarseness, random);
        graphics.setColor(second);
        switch (pattern) {
            case PLAIN -> {}
            case STRIPED -> texture.stripes(random.nextBoolean());
            case CHECKED -> texture.checks();
            case DOTTED -> texture.scatter(1.0, (x, y) -> texture.dot(x, y));
            case FLORAL -> texture.scatter(1.5, (x, y) -> texture.flower(x, y, random.nextDouble(2)));
            case ZIGZAG -> texture.zigzags();
            case STARRY -> texture.scatter(1.5, (x, y) -> texture.star(x, y));
            case TWO_TONE -> texture.halves(body, random);
        }
        graphics.dispose();
        return image;
    }

    private void stripes(boolean upright) {
        for (double at = AREA.getX() - period + shiftX; at < AREA.getMaxX(); at += period) {
            graphics.fill(
                    upright
                            ? new Rectangle2D.Double(at, AREA.getY(), period * 0.42, AREA.getHeight())
                            : new Rectangle2D.Double(AREA.getX(), at, AREA.getWidth(), period * 0.42));
        }
    }

    private void checks() {
        double cell = period * 0.66;
        int row = 0;
        for (double y = AREA.getY() - shiftY; y < AREA.getMaxY(); y += cell, row++) {
            for (double x = AREA.getX() - shiftX - row % 2 * cell; x < AREA.getMaxX(); x += 2 * cell) {
                graphics.fill(new Rectangle2D.Double(x + cell * 0.06, y + cell * 0.06, cell * 0.88, cell * 0.88));
            }
        }
    }

    private void zigzags() {
        double step = period * 1.1;
        graphics.setStroke(new BasicStroke((float) (period * 0.36), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        for (double y = AREA.getY() - shiftY; y < AREA.getMaxY() + step; y += step) {
            var line = new Path2D.Double();
            line.moveTo(AREA.getX() - shiftX, y);
            int corner = 0;
            for (double x = AREA.getX() - shiftX; x < AREA.getMaxX() + step; x += step / 2, corner++) {
                line.lineTo(x, y + (corner % 2 == 0 ? 0 : step * 0.5));
            }
            graphics.draw(line);
        }
    }

    private interface Motif {
        void at(double x, double y);
    }

    /** Motifs in rows, every other row half a step aside. */
    private void scatter(double spread, Motif motif) {
        double step = period * spread;
        int row = 0;
        for (double y = AREA.getY() - step + shiftY; y < AREA.getMaxY() + step; y += step * 0.88, row++) {
            for (double x = AREA.getX() - step + shiftX + row % 2 * step / 2; x < AREA.getMaxX() + step; x += step) {
                motif.at(x, y);
            }
        }
    }

    private void dot(double x, double y) {
        disc(x, y, period * 0.28);
    }

    private void flower(double x, double y, double turn) {
        double radius = period * 0.58;
        graphics.setColor(second);
        for (int petal = 0; petal < 5; petal++) {
            double angle = turn + petal * 2 * Math.PI / 5;
            disc(x + radius * 0.6 * Math.cos(angle), y + radius * 0.6 * Math.sin(angle), radius * 0.42);
        }
        boolean yellow = second.getRed() > 210 && second.getGreen() > 160 && second.getBlue() < 120;
        graphics.setColor(yellow ? POLLEN_ON_YELLOW : POLLEN);
        disc(x, y, radius * 0.3);
    }

    private void star(double x, double y) {
        double radius = period * 0.62;
        var star = new Path2D.Double();
        for (int corner = 0; corner < 10; corner++) {
            double angle = -Math.PI / 2 + corner * Math.PI / 5;
            double reach = corner % 2 == 0 ? radius : radius * 0.42;
            if (corner == 0) {
                star.moveTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
            } else {
                star.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
            }
        }
        star.closePath();
        graphics.fill(star);
    }

    private void disc(double x, double y, double radius) {
        graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    /** The second colour beyond a line that leaves 57 to 65 % of the body to the first. */
    private void halves(Shape body, RandomGenerator random) {
        boolean upright = random.nextBoolean();
        boolean fromEnd = random.nextBoolean();
        double share = random.nextDouble(0.57, 0.65);
        int[] covered = new int[GRID];
        int total = 0;
        for (int line = 0; line < GRID; line++) {
            for (int i = 0; i < GRID; i++) {
                double along = (line + 0.5) / GRID;
                double across = (i + 0.5) / GRID;
                if (upright ? body.contains(along, across) : body.contains(across, along)) {
                    covered[line]++;
                    total++;
                }
            }
        }
        int cut = 0;
        for (int seen = 0; cut < GRID; cut++) {
            seen += covered[fromEnd ? GRID - 1 - cut : cut];
            if (seen >= share * total) {
                break;
            }
        }
        double at = fromEnd ? 1 - (cut + 1.0) / GRID : (cut + 1.0) / GRID;
        double from = fromEnd ? AREA.getX() : at;
        double length = fromEnd ? at - AREA.getX() : AREA.getMaxX() - at;
        graphics.fill(
                upright
                        ? new Rectangle2D.Double(from, AREA.getY(), length, AREA.getHeight())
                        : new Rectangle2D.Double(AREA.getX(), from, AREA.getWidth(), length));
    }
}
