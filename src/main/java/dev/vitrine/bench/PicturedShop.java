package dev.vitrine.bench;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.enrichment.Label;
import dev.vitrine.enrichment.Vocabulary;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Items {@code item-0} and so on, each with a title and a drawn picture of its own, and labels for them. */
final class PicturedShop {

    private static final int SIDE = 256;
    private static final List<String> COLOURS =
            List.of("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white");
    private static final List<Integer> RGB =
            List.of(0xd02020, 0xe08020, 0xe0d020, 0x20a040, 0x2040d0, 0x8020a0, 0xf090b0, 0x805030, 0x101010, 0xf8f8f8);
    private static final List<String> SHAPES = List.of("ball", "box", "plate", "ring", "stick");

    private PicturedShop() {}

    static void fill(Catalog catalog, int items) {
        for (int i = 0; i < items; i++) {
            int colour = i % COLOURS.size();
            int shape = i / COLOURS.size() % SHAPES.size();
            catalog.put(
                    "item-" + i,
                    new ItemDraft(
                            Map.of("en", COLOURS.get(colour) + " " + SHAPES.get(shape) + " " + i),
                            Map.of("en", "A synthetic thing, drawn by a bench."),
                            SHAPES.get(shape),
                            Map.of(),
                            new Item.Offer(null, null, null, true),
                            List.of(picture(i, RGB.get(colour), shape))));
        }
    }

    /**
     * Fifty labels that exclude each other, of which each item gets the likeliest, however unlikely: so every item has a tag
     * to be stored.
     */
    static Vocabulary vocabulary(String name) {
        List<Label> labels = new ArrayList<>();
        for (String colour : COLOURS) {
            for (String shape : SHAPES) {
                labels.add(new Label(colour + " " + shape, Map.of("en", colour + " " + shape)));
            }
        }
        return new Vocabulary(name, Map.of("en", List.of("a photo of a {}")), labels, true, 0, 1, null, name);
    }

    private static byte[] picture(int number, int rgb, int shape) {
        var random = new SplittableRandom(number);
        var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int grey = 200 + random.nextInt(24);
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(rgb));
        int at = 30 + random.nextInt(40);
        int side = 90 + random.nextInt(60);
        switch (SHAPES.get(shape)) {
            case "ball" -> graphics.fillOval(at, at, side, side);
            case "box" -> graphics.fillRect(at, at, side, side);
            case "plate" -> graphics.fillOval(at, at + side / 3, side, side / 3);
            case "ring" -> {
                graphics.fillOval(at, at, side, side);
                graphics.setColor(Color.LIGHT_GRAY);
                graphics.fillOval(at + side / 4, at + side / 4, side / 2, side / 2);
            }
            default -> graphics.fillRect(at, at, side / 6, side);
        }
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
