package dev.vitrine.vision;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A picture's bytes for a reader, within reason: some readers go round for ever in a damaged file, reading past its end
 * or the same stretch again.
 */
final class PictureBytes extends ImageInputStreamImpl {

    private static final int PAST_END = 4096;
    private static final int TIMES = 64;

    private final byte[] bytes;
    private long left;
    private int past;

    PictureBytes(byte[] bytes) {
        this.bytes = bytes;
        left = (long) TIMES * bytes.length + PAST_END;
    }

    @Override
    public int read() throws IOException {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            return end();
        }
        spend(1);
        return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (streamPos >= bytes.length) {
            return end();
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        spend(count);
        System.arraycopy(bytes, (int) streamPos, into, offset, count);
        streamPos += count;
        return count;
    }

    private int end() throws IOException {
        if (++past > PAST_END) {
            throw new IOException("the reader does not stop at the end");
        }
        return -1;
    }

    private void spend(int count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new IOException("the reader does not stop");
        }
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
