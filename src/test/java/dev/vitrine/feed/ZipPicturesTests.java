package dev.vitrine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips as they come from shops, and as they come from others. */
class ZipPicturesTests {

    private static final int MOST = 1_000;

    @TempDir
    private Path folder;

    @Test
    void filesAreFoundByTheirPathOrByAnUnambiguousName() throws IOException {
        try (var zip = open(Map.of("a/1.jpg", bytes(5), "b/2.jpg", bytes(6), "c/2.jpg", bytes(7)), Limits.DEFAULT)) {
            assertThat(zip.find("a/1.jpg")).hasSize(5);
            assertThat(zip.find("1.jpg")).hasSize(5);
            assertThat(zip.find("b/2.jpg")).hasSize(6);
            assertThat(zip.find("2.jpg")).isNull();
            assertThat(zip.find("../a/1.jpg")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../1.jpg", "a/../../1.jpg", "/etc/1.jpg", "a\\..\\1.jpg", "C:1.jpg", "a/..", "a\n.jpg"})
    void aNameThatLeadsOutIsRefused(String name) {
        assertThatThrownBy(() -> open(Map.of(name, bytes(1)), Limits.DEFAULT))
                .isInstanceOf(FeedUnreadable.class)
                .hasMessageContaining("leads out");
    }

    @Test
    void dotsWithinANameAreFine() throws IOException {
        try (var zip = open(Map.of("a..b/..1.jpg", bytes(1)), Limits.DEFAULT)) {
            assertThat(zip.find("..1.jpg")).hasSize(1);
        }
    }

    @Test
    void filesAndTheirSizesAreLimited() throws IOException {
        open(Map.of("1", bytes(1), "2", bytes(1), "3", bytes(1)), Limits.SMALL).close();
        assertThatThrownBy(() -> open(Map.of("1", bytes(1), "2", bytes(1), "3", bytes(1), "4", bytes(1)), Limits.SMALL))
                .hasMessageContainingAll("4 files", "at most 3");
        open(Map.of("1", new byte[25_600], "2", new byte[25_600]), Limits.SMALL).close();
        assertThatThrownBy(() -> open(Map.of("1", new byte[25_600], "2", new byte[25_601]), Limits.SMALL))
                .hasMessageContaining("more than 51200 bytes");
        byte[] random = new byte[4_200];
        new java.util.Random(1).nextBytes(random);
        assertThatThrownBy(() -> open(Map.of("1", random), Limits.SMALL)).hasMessageContaining("at most 4096");
    }

    @Test
    void ofAFileNoMoreIsReadThanAPictureMayHave() throws IOException {
        try (var zip = open(Map.of("bomb.jpg", new byte[5_000_000]), Limits.DEFAULT)) {
            assertThat(zip.find("bomb.jpg")).hasSize(MOST);
        }
    }

    @Test
    void aFileThatLiesAboutItsSizeIsStillNotReadFurther() throws IOException {
        Path file = write(Map.of("bomb.jpg", new byte[5_000_000]));
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = zip.getInt(bytes.length - 6);
        zip.putInt(directory + 24, 10);
        Files.write(file, bytes);
        try (var lying = new ZipPictures(file, MOST, Limits.DEFAULT)) {
            assertThat(lying.find("bomb.jpg").length).isLessThanOrEqualTo(MOST);
        }
    }

    @Test
    void manyFilesAreRefusedBeforeTheirDirectoryIsRead() throws IOException {
        Path file = write(Map.of("1", bytes(1)));
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        end.putShort(bytes.length - 12, (short) 0xFFFF);
        Files.write(file, bytes);
        assertThatThrownBy(() -> new ZipPictures(file, MOST, Limits.DEFAULT)).hasMessageContaining("65535 or more");
        end.putShort(bytes.length - 12, (short) 1).putInt(bytes.length - 10, 2_000_000);
        Files.write(file, bytes);
        assertThatThrownBy(() -> new ZipPictures(file, MOST, Limits.DEFAULT)).hasMessageContaining("2000000 bytes");
    }

    @Test
    void whatIsNoZipIsSaidToBeNone() throws IOException {
        Path file = Files.writeString(folder.resolve("no.zip"), "no zip");
        assertThatThrownBy(() -> new ZipPictures(file, MOST, Limits.DEFAULT))
                .isInstanceOf(FeedUnreadable.class)
                .hasMessageContaining("no zip");
        Path empty = Files.createFile(folder.resolve("empty.zip"));
        assertThatThrownBy(() -> new ZipPictures(empty, MOST, Limits.DEFAULT)).isInstanceOf(FeedUnreadable.class);
    }

    private ZipPictures open(Map<String, byte[]> files, FeedProperties limits) throws IOException {
        return new ZipPictures(write(new LinkedHashMap<>(files)), MOST, limits);
    }

    private Path write(Map<String, byte[]> files) throws IOException {
        Path file = folder.resolve("pictures.zip");
        try (var out = new ZipOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                out.putNextEntry(new ZipEntry(each.getKey()));
                out.write(each.getValue());
            }
        }
        return file;
    }

    private static byte[] bytes(int count) {
        return new byte[count];
    }
}
