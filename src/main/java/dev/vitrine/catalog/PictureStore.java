package dev.vitrine.catalog;

import dev.vitrine.problem.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Pictures' bytes in files named by their sha256: the same picture is stored once, and never changes. */
@Component
class PictureStore {

    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "jpeg", "image/jpeg", "png", "image/png", "gif", "image/gif", "webp", "image/webp", "bmp", "image/bmp");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final CatalogProperties limits;

    PictureStore(@Value("${vitrine.home}") Path home, CatalogProperties limits) {
        folder = home.resolve("pictures");
        this.limits = limits;
    }

    /**
     * Says what the header says.
     *
     * @throws InvalidRequest if it is no picture, or too large
     */
    Item.Picture look(int position, byte[] bytes) {
        String field = "pictures[" + position + "]";
        long most = limits.maxPictureSize().toBytes();
        if (bytes.length > most) {
            throw new InvalidRequest(
                    field,
                    "The picture " + position + " has " + bytes.length + " bytes; at most " + most + " are taken.");
        }
        return header(position, field, bytes);
    }

    /** Stores the bytes of a picture that was looked at; they are on disk when this returns. */
    void put(Item.Picture picture, byte[] bytes) {
        Path file = file(picture.sha256());
        if (!Files.exists(file)) {
            write(file, bytes);
        }
    }

    private Item.Picture header(int position, String field, byte[] bytes) {
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            var readers = ImageIO.getImageReaders(in);
            while (readers.hasNext()) {
                var reader = readers.next();
                try {
                    String mediaType = MEDIA_TYPES.get(reader.getFormatName().toLowerCase(java.util.Locale.ROOT));
                    if (mediaType == null) {
                        continue;
                    }
                    reader.setInput(in, true, true);
                    int width = reader.getWidth(0);
                    int height = reader.getHeight(0);
                    if ((long) width * height > limits.maxPixels()) {
                        throw new InvalidRequest(
                                field,
                                "The picture " + position + " has " + width + " x " + height + " pixels; at most "
                                        + limits.maxPixels() + " are taken.");
                    }
                    return new Item.Picture(position, sha256(bytes), mediaType, width, height);
                } finally {
                    reader.dispose();
                }
            }
        } catch (InvalidRequest e) {
            throw e;
        } catch (IOException | RuntimeException e) { // readers fail on damaged headers in many ways
            throw new InvalidRequest(field, "The picture " + position + " is damaged: its header cannot be read.");
        }
        throw new InvalidRequest(
                field, "The picture " + position + " is in no known format; JPEG, PNG, WebP, GIF and BMP are taken.");
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
            try (var channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("A picture could not be stored", e);
        }
    }

    /**
     * The bytes of a picture.
     *
     * @throws PictureNotFound if there is none of that hash
     */
    byte[] get(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new PictureNotFound(sha256);
        }
        try {
            return Files.readAllBytes(file(sha256));
        } catch (IOException e) {
            throw new PictureNotFound(sha256);
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256.substring(2));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
