package dev.vitrine.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Pillow 13.0.0 makes of the same bytes; files and the script that made them are in {@code golden/picture}. */
class PictureDecoderTests {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/picture");
    private static final int MAX_BYTES = 100_000;
    private static final int MAX_PIXELS = 10_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "turned-png.png", "turned-webp.webp", "grey.png", "black-white.png", "palette.png", "grey16.png",
                "deep.png", "animated-gif.gif", "animated-webp.webp", "animated-png.png", "plain.bmp", "interlaced.gif"
            })
    void losslessPicturesEqualPillows(String file) throws IOException {
        assertThat(decoded(file).pixels()).isEqualTo(expected(file).pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha.png", "grey-alpha.png", "palette-clear.png", "alpha-webp.webp"})
    void transparentPicturesStandOnWhiteAsWithPillowUpToRounding(String file) throws IOException {
        assertThat(worst(decoded(file), expected(file))).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "turned1.jpg",
                "turned2.jpg",
                "turned3.jpg",
                "turned4.jpg",
                "turned5.jpg",
                "turned6.jpg",
                "turned7.jpg",
                "turned8.jpg",
                "grey-jpeg.jpg",
                "cmyk.jpg",
                "ycck.jpg"
            })
    void jpegsEqualPillowsUpToTheDecodersRounding(String file) throws IOException {
        assertThat(worst(decoded(file), expected(file))).isLessThanOrEqualTo(4);
    }

    /** Decoders differ in how they spread WebP's colours, which are stored at half the size; this scene is all edges. */
    @Test
    void lossyWebpIsNearPillows() throws IOException {
        assertThat(mean(decoded("lossy-webp.webp"), expected("lossy-webp.webp")))
                .isLessThan(10);
    }

    @Test
    void whatIsTooLargeIsRefusedFromBothSidesOfTheLimitBeforeItIsDecoded() {
        assertThat(PictureDecoder.decode(header(100, 100), MAX_BYTES, MAX_PIXELS)
                        .width())
                .isEqualTo(100);
        assertThatThrownBy(() -> PictureDecoder.decode(header(101, 100), MAX_BYTES, MAX_PIXELS))
                .isInstanceOf(PictureUnreadable.class)
                .hasMessage("The picture has 101 x 100 pixels; at most 10000 are accepted.");
        assertThatThrownBy(() ->
                        PictureDecoder.decode(header(Integer.MAX_VALUE, Integer.MAX_VALUE), MAX_BYTES, MAX_PIXELS))
                .isInstanceOf(PictureUnreadable.class)
                .hasMessageContaining("at most 10000 are accepted");
        assertThatThrownBy(() -> PictureDecoder.decode(new byte[MAX_BYTES + 1], MAX_BYTES, MAX_PIXELS))
                .isInstanceOf(PictureUnreadable.class)
                .hasMessage("The picture has 100001 bytes; at most 100000 are accepted.");
    }

    @Test
    void whatIsNoPictureIsSaidInASentence() throws IOException {
        assertThatThrownBy(() -> PictureDecoder.decode(new byte[0], MAX_BYTES, MAX_PIXELS))
                .isInstanceOf(PictureUnreadable.class)
                .hasMessageContaining("no picture in a known format");
        assertThatThrownBy(() -> PictureDecoder.decode("<svg/>".getBytes(), MAX_BYTES, MAX_PIXELS))
                .isInstanceOf(PictureUnreadable.class)
                .hasMessageContaining("no picture in a known format");
        byte[] broken = Files.readAllBytes(GOLDEN.resolve("grey.png"));
        byte[] half = java.util.Arrays.copyOf(broken, 60);
        assertThatThrownBy(() -> PictureDecoder.decode(half, MAX_BYTES, MAX_PIXELS))
                .isInstanceOf(PictureUnreadable.class)
                .hasMessage("The picture cannot be decoded.");
    }

    private static RgbImage decoded(String file) throws IOException {
        return PictureDecoder.decode(Files.readAllBytes(GOLDEN.resolve(file)), MAX_BYTES, MAX_PIXELS);
    }

    private static RgbImage expected(String file) throws IOException {
        String name = file.substring(0, file.lastIndexOf('.')) + "-rgb.png";
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Files.readAllBytes(GOLDEN.resolve(name))));
        byte[] pixels = new byte[3 * read.getWidth() * read.getHeight()];
        int[] values = read.getRaster().getPixels(0, 0, read.getWidth(), read.getHeight(), (int[]) null);
        assertThat(values).as("the fixture is RGB").hasSize(pixels.length);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) values[i];
        }
        return new RgbImage(read.getWidth(), read.getHeight(), pixels);
    }

    private static int worst(RgbImage one, RgbImage other) {
        assertThat(one.width()).isEqualTo(other.width());
        int worst = 0;
        for (int i = 0; i < one.pixels().length; i++) {
            worst = Math.max(worst, Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff)));
        }
        return worst;
    }

    private static double mean(RgbImage one, RgbImage other) {
        assertThat(one.width()).isEqualTo(other.width());
        double sum = 0;
        for (int i = 0; i < one.pixels().length; i++) {
            sum += Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff));
        }
        return sum / one.pixels().length;
    }

    /** A grey PNG whose header promises a size; its data, all zeros, are there only for small ones. */
    private static byte[] header(int width, int height) {
        byte[] data = new byte[0];
        if ((long) width * height < 1 << 20) {
            var deflater = new java.util.zip.Deflater();
            deflater.setInput(new byte[(width + 1) * height]);
            deflater.finish();
            data = new byte[10_000];
            data = java.util.Arrays.copyOf(data, deflater.deflate(data));
        }
        ByteBuffer out = ByteBuffer.allocate(8 + 25 + 12 + data.length + 12);
        out.putLong(0x89504e470d0a1a0aL);
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 8)
                        .array());
        chunk(out, "IDAT", data);
        chunk(out, "IEND", new byte[0]);
        return out.array();
    }

    private static void chunk(ByteBuffer out, String name, byte[] data) {
        byte[] type = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(type);
        crc.update(data);
        out.putInt(data.length).put(type).put(data).putInt((int) crc.getValue());
    }
}
