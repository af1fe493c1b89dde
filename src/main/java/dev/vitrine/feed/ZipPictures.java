package dev.vitrine.feed;

import dev.vitrine.problem.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of a zip, found by their path in it or by their file's name where that is the only one. Nothing is unpacked to
 * disk, and of a file no more than a picture's bytes are read, whatever size it claims.
 */
final class ZipPictures implements PictureSource {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int MOST_COMMENT = 65_535;
    /** Of an entry in the directory, more than names and extra fields of honest programs take. */
    private static final int MOST_ENTRY_BYTES = 1_024;

    private final ZipFile zip;
    private final int most;
    private final Map<String, ZipEntry> byPath = new HashMap<>();
    private final Map<String, @Nullable ZipEntry> byName = new HashMap<>();

    /**
     * Opens a zip and looks at its directory.
     *
     * @param most bytes that are read of a file
     * @throws FeedUnreadable if it is none, or has too many files, too much in them, or names that lead out of it
     */
    ZipPictures(Path file, int most, FeedProperties limits) throws IOException {
        this.most = most;
        boundDirectory(file, limits);
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException | IllegalArgumentException e) {
            throw new FeedUnreadable("The zip of pictures is damaged, or no zip.");
        }
        try {
            look(limits);
        } catch (RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** Reads the directory's size before the directory, which is held in memory. */
    private static void boundDirectory(Path file, FeedProperties limits) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long size = in.length();
            if (size > limits.maxZipSize().toBytes()) {
                throw new FeedUnreadable("The zip of pictures has " + size + " bytes; at most "
                        + limits.maxZipSize().toBytes() + " are taken.");
            }
            byte[] tail = new byte[(int) Math.min(size, END_LENGTH + MOST_COMMENT)];
            in.seek(size - tail.length);
            in.readFully(tail);
            ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = tail.length - END_LENGTH; at >= 0; at--) {
                if (end.getInt(at) == END_SIGNATURE) {
                    int entries = Short.toUnsignedInt(end.getShort(at + 10));
                    long bytes = Integer.toUnsignedLong(end.getInt(at + 12));
                    bound(entries, limits);
                    if (bytes > (long) limits.maxEntries() * MOST_ENTRY_BYTES) {
                        throw new FeedUnreadable("The zip's directory has " + bytes + " bytes, which is too much for "
                                + limits.maxEntries() + " files.");
                    }
                    return;
                }
            }
        }
        throw new FeedUnreadable("The zip of pictures is damaged, or no zip.");
    }

    private static void bound(int entries, FeedProperties limits) {
        if (entries > limits.maxEntries()) {
            throw new FeedUnreadable("The zip has " + (entries >= 65_535 ? "65535 or more" : entries)
                    + " files; at most " + limits.maxEntries() + " are taken.");
        }
    }

    private void look(FeedProperties limits) {
        bound(zip.size(), limits);
        long unpacked = 0;
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String path = entry.getName();
            checkName(path);
            unpacked += Math.max(0, entry.getSize());
            if (unpacked > limits.maxUnpacked().toBytes()) {
                throw new FeedUnreadable("The files of the zip have more than "
                        + limits.maxUnpacked().toBytes() + " bytes unpacked, which is the most that is taken.");
            }
            if (!entry.isDirectory()) {
                byPath.put(path, entry);
                String name = path.substring(path.lastIndexOf('/') + 1);
                byName.put(name, byName.containsKey(name) ? null : entry);
            }
        }
    }

    private static void checkName(String path) {
        boolean leadsOut = path.startsWith("/")
                || path.contains("\\")
                || path.contains(":")
                || path.chars().anyMatch(Character::isISOControl)
                || ("/" + path + "/").contains("/../");
        if (leadsOut) {
            String shown = path.substring(0, Math.min(60, path.length())).replaceAll("\\p{Cntrl}", "?");
            throw new FeedUnreadable("The zip has a file \"" + shown + "\", whose name leads out of it.");
        }
    }

    @Override
    public byte @Nullable [] find(String name) {
        ZipEntry entry = byPath.get(name);
        if (entry == null) {
            entry = byName.get(name);
        }
        if (entry == null) {
            return null;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new InvalidRequest("picture", "The picture \"" + name + "\" in the zip is damaged.");
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
