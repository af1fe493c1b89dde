package dev.vitrine.catalog;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.springframework.util.unit.DataSize;

/** Pictures that tests draw, and small limits to draw up to. */
public final class Drawn {

    private Drawn() {}

    public static byte[] png(int width, int height, Color color) {
        return encoded("png", width, height, color);
    }

    public static byte[] encoded(String format, int width, int height, Color color) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        pen.setColor(color);
        pen.fillRect(0, 0, width, height);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A few bytes whose header claims this size. */
    public static byte[] bomb(int width, int height) {
        byte[] png = png(2, 2, Color.RED);
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        return png;
    }

    static CatalogProperties limits() {
        return new CatalogProperties(
                List.of("en", "zh"),
                20,
                30,
                40,
                2,
                3,
                10,
                2,
                DataSize.ofBytes(5_000),
                10_000,
                4,
                DataSize.ofKilobytes(20),
                100,
                new CatalogProperties.Fetch(false, Duration.ofSeconds(5), Duration.ofSeconds(1), 3));
    }
}
