package dev.vitrine.vision;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a camera was held: EXIF's tag 0x0112 of a JPEG, PNG or WebP. Own code, because a whole metadata reader unpacks every
 * compressed field on its way there, and a few kilobytes can unpack to gigabytes.
 */
final class Orientation {

    private static final int UPRIGHT = 1;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

    private Orientation() {}

    /** 1 to 8; upright where the bytes say nothing readable. */
    static int of(byte[] bytes) {
        try {
            ByteBuffer exif = exif(ByteBuffer.wrap(bytes));
            return exif == null ? UPRIGHT : tag(exif);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return UPRIGHT; // damaged metadata: as it is
        }
    }

    private static @Nullable ByteBuffer exif(ByteBuffer in) {
        if ((in.getShort(0) & 0xffff) == 0xffd8) {
            return ofJpeg(in);
        }
        if (in.getLong(0) == 0x89504e470d0a1a0aL) {
            return ofChunks(in, 8, "eXIf", 4);
        }
        return in.getInt(0) == 0x52494646 && in.getInt(8) == 0x57454250
                ? ofChunks(in.order(ByteOrder.LITTLE_ENDIAN), 12, "EXIF", 0)
                : null;
    }

    private static @Nullable ByteBuffer ofJpeg(ByteBuffer in) {
        int at = 2;
        while (in.get(at) == (byte) 0xff) {
            int marker = in.get(at + 1) & 0xff;
            if (marker == 0xda || marker == 0xd9) {
                return null; // the picture itself
            }
            int length = in.getShort(at + 2) & 0xffff;
            if (marker == 0xe1 && startsWithExif(in, at + 4)) {
                return in.slice(at + 4 + EXIF.length, length - 2 - EXIF.length);
            }
            at += 2 + Math.max(2, length);
        }
        return null;
    }

    /** A PNG's chunks have their length before the name and a checksum after, a WebP's after it and even padding. */
    private static @Nullable ByteBuffer ofChunks(ByteBuffer in, int from, String wanted, int checksum) {
        boolean png = checksum > 0;
        int name = ByteBuffer.wrap(wanted.getBytes(StandardCharsets.US_ASCII))
                .order(in.order())
                .getInt();
        long at = from;
        while (at + 8 <= in.limit()) {
            long length = in.getInt((int) at + (png ? 0 : 4)) & 0xffffffffL;
            if (in.getInt((int) at + (png ? 4 : 0)) == name) {
                int begin = (int) at + 8;
                int prefix = startsWithExif(in, begin) ? EXIF.length : 0;
                return in.slice(begin + prefix, Math.toIntExact(Math.min(length, in.limit() - begin)) - prefix);
            }
            at += 8 + length + checksum + (png ? 0 : length & 1);
        }
        return null;
    }

    private static boolean startsWithExif(ByteBuffer in, int at) {
        return in.limit() - at >= EXIF.length && in.slice(at, EXIF.length).equals(ByteBuffer.wrap(EXIF));
    }

    /** In the first directory of a TIFF block. */
    private static int tag(ByteBuffer tiff) {
        tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + 12 * i;
            if ((tiff.getShort(entry) & 0xffff) == TAG && tiff.getShort(entry + 2) == SHORT) {
                int value = tiff.getShort(entry + 8);
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
