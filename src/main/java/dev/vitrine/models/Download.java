package dev.vitrine.models;

import dev.vitrine.models.Attempts.Final;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * One file on its way: it grows as {@code NAME.part}, is continued where it broke off, and gets its name only when its
 * size and hash are right. Beside it lies the version that the server named ({@code NAME.part.etag}), so that two
 * versions are never put together.
 */
final class Download {

    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final long LEAST_BYTES_A_SECOND = 1024;

    private final HubConnection hub;
    private final Attempts attempts;
    private final ModelsProperties settings;
    private final URI from;
    private final ModelFile expected;
    private final Path to;
    private final Path part;
    private final Path tag;
    private final String what;
    private boolean continued;

    /**
     * A download.
     *
     * @param folder to which it goes
     */
    Download(
            HubConnection hub,
            Attempts attempts,
            ModelsProperties settings,
            URI from,
            ModelFile expected,
            Path folder) {
        this.hub = hub;
        this.attempts = attempts;
        this.settings = settings;
        this.from = from;
        this.expected = expected;
        to = folder.resolve(expected.name());
        part = folder.resolve(expected.name() + ".part");
        tag = folder.resolve(expected.name() + ".part.etag");
        what = "The file " + expected.name();
    }

    /**
     * Brings the file here, unless it is here.
     *
     * @param progress told how many bytes are here
     * @return what is here now
     * @throws PullFailed if it does not come, or something else comes
     */
    ModelFile run(LongConsumer progress) throws IOException {
        if (Files.isRegularFile(to)) {
            ModelFile here = Sha256.of(to);
            if (here.equals(here.or(expected)) && fits(here)) {
                progress.accept(Files.size(to));
                return here;
            }
            Files.delete(to);
        }
        attempts.insist(what, this::arrived, () -> {
            transfer(progress);
            return part;
        });
        ModelFile here = Sha256.of(part, expected.name());
        if (!fits(here) && continued) {
            // The pieces may be of two versions; that is no reason to give up.
            discard();
            continued = false;
            attempts.insist(what, this::arrived, () -> {
                transfer(progress);
                return part;
            });
            here = Sha256.of(part, expected.name());
        }
        if (!fits(here)) {
            discard();
            throw new PullFailed(what + " is not the expected one: it has the sha256 " + here.sha256()
                    + ", expected is " + expected.sha256() + ". It was deleted; the other files are kept.");
        }
        Files.deleteIfExists(tag);
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        return here;
    }

    private boolean fits(ModelFile here) {
        return (expected.sha256() == null || expected.sha256().equals(here.sha256()))
                && (expected.size() == null || expected.size().equals(here.size()));
    }

    /** Bytes that are still to come, as far as that is known. */
    long missing() throws IOException {
        if (expected.size() == null || Files.isRegularFile(to) && Files.size(to) == expected.size()) {
            return 0;
        }
        return Math.max(0, expected.size() - arrived());
    }

    private long arrived() {
        try {
            return Files.isRegularFile(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(tag);
    }

    private void transfer(LongConsumer progress) throws IOException {
        long had = arrived();
        if (expected.size() != null && had == expected.size()) {
            return;
        }
        String version = Files.isRegularFile(tag) ? Files.readString(tag) : "";
        boolean checkable = !version.isEmpty() || expected.sha256() != null;
        if (had > 0 && (!checkable || expected.size() != null && had > expected.size())) {
            discard();
            had = 0;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (had > 0) {
            headers.put(HttpHeaders.RANGE, "bytes=" + had + "-");
            if (!version.isEmpty()) {
                headers.put(HttpHeaders.IF_RANGE, version);
            }
        }
        long start = had;
        hub.get(from, headers, (answer, abort) -> {
            receive(answer, abort, start, progress);
            return part;
        });
    }

    private void receive(ClassicHttpResponse answer, Runnable abort, long had, LongConsumer progress)
            throws IOException {
        int code = answer.getCode();
        long begin = 0;
        if (code == 206) {
            Matcher range =
                    RANGE.matcher(header(answer, HttpHeaders.CONTENT_RANGE).orElse(""));
            if (had == 0 || !range.matches() || Long.parseLong(range.group(1)) != had) {
                abort.run();
                discard();
                throw new IOException("the server sends another part than asked for");
            }
            checkLength(range.group(2).equals("*") ? -1 : Long.parseLong(range.group(2)), abort);
            begin = had;
            continued = true;
        } else if (code == 416 && had > 0) {
            abort.run();
            if (expected.size() == null
                    && header(answer, HttpHeaders.CONTENT_RANGE).orElse("").equals("bytes */" + had)) {
                return;
            }
            discard();
            throw new IOException("the server has no part from byte " + had + " on");
        } else if (code != 200) {
            abort.run();
            throw hub.failure(answer);
        } else {
            HttpEntity entity = answer.getEntity();
            checkLength(entity == null ? 0 : entity.getContentLength(), abort);
            discard();
            String version = header(answer, HttpHeaders.ETAG).orElse("");
            if (version.startsWith("\"") && version.length() < 500) {
                Files.writeString(tag, version); // a weak one does not promise the same bytes
            }
        }
        HttpEntity entity = answer.getEntity();
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.position(begin);
            InputStream content = entity == null ? null : entity.getContent();
            if (content != null) {
                copy(content, out, abort, progress);
            }
        }
        if (expected.size() != null && arrived() < expected.size()) {
            throw new EOFException("the server sends " + arrived() + " bytes, expected are " + expected.size());
        }
    }

    private static Optional<String> header(ClassicHttpResponse answer, String name) {
        return Optional.ofNullable(answer.getFirstHeader(name)).map(Header::getValue);
    }

    private void checkLength(long length, Runnable abort) throws Final {
        if (length >= 0 && expected.size() != null && length != expected.size()) {
            abort.run();
            throw new Final("the server says that it has " + length + " bytes, expected are " + expected.size());
        }
        if (length > most()) {
            abort.run();
            throw new Final(tooLong());
        }
    }

    private long most() {
        return expected.size() != null
                ? expected.size()
                : settings.maxFileSize().toBytes();
    }

    private String tooLong() {
        return expected.size() != null
                ? "the server sends more than the expected " + expected.size() + " bytes"
                : "it has more than vitrine.models.max-file-size, " + most() + " bytes";
    }

    private void copy(InputStream in, FileChannel out, Runnable abort, LongConsumer progress) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long since = System.nanoTime();
        long mark = out.position();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (out.position() + n > most()) {
                abort.run();
                out.truncate(0);
                throw new Final(tooLong());
            }
            write(out, buffer, n, abort);
            progress.accept(out.position());
            long now = System.nanoTime();
            if (now - since > settings.stall().toNanos()) {
                long least = Math.max(1, settings.stall().toMillis() * LEAST_BYTES_A_SECOND / 1000);
                if (out.position() - mark < least) {
                    abort.run();
                    throw new InterruptedIOException("the server sends hardly anything");
                }
                since = now;
                mark = out.position();
            }
        }
    }

    private static void write(FileChannel out, byte[] buffer, int length, Runnable abort) throws Final {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            abort.run();
            throw new Final("it cannot be written: " + e.getMessage());
        }
    }
}
