package dev.vitrine.feed;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file on disk as rows: CSV, TSV, NDJSON or a product feed in XML; UTF-8, with or without the mark that spreadsheets put
 * before it. It is read as often as it is asked and never held in memory; each time within the limits.
 */
final class FeedFile {

    /** How a file is written, by its name's ending. */
    enum Kind {
        CSV("csv"),
        TSV("tsv", "txt"),
        NDJSON("ndjson", "jsonl"),
        XML("xml", "rss", "atom");

        private final List<String> endings;

        Kind(String... endings) {
            this.endings = List.of(endings);
        }

        static Kind of(String name) {
            String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(kind -> kind.endings.contains(ending))
                    .findFirst()
                    .orElseThrow(() -> new FeedUnreadable("The file " + name
                            + " ends in none of .csv, .tsv, .txt, .ndjson, .jsonl, .xml, .rss and .atom."));
        }
    }

    private final Path path;
    private final String name;
    private final Kind kind;
    private final FeedProperties limits;
    private final Set<String> columns = new LinkedHashSet<>();
    private long rows;

    /**
     * Reads the file through once.
     *
     * @param name by which its kind is told, and people know it
     * @throws FeedUnreadable if it is too large, of no known kind, not UTF-8, or broken
     */
    FeedFile(Path path, String name, FeedProperties limits) throws IOException {
        this.path = path;
        this.name = name;
        this.kind = Kind.of(name);
        this.limits = limits;
        long size = Files.size(path);
        if (size > limits.maxFileSize().toBytes()) {
            throw new FeedUnreadable("The file " + name + " has " + size + " bytes; at most "
                    + limits.maxFileSize().toBytes() + " are taken.");
        }
        try (Rows all = rows()) {
            columns.addAll(all.header());
            while (all.hasNext()) {
                columns.addAll(all.next().values().keySet());
                rows++;
            }
        }
        if (columns.size() > limits.maxColumns()) {
            throw new FeedUnreadable("The file " + name + " has " + columns.size() + " columns; at most "
                    + limits.maxColumns() + " are taken.");
        }
    }

    /** In the order in which they come. */
    Set<String> columns() {
        return columns;
    }

    long size() {
        return rows;
    }

    /** The file's rows, of which the reader must be closed. */
    interface Rows extends Iterator<FeedRow>, AutoCloseable {

        /** The columns that are known before the first row. */
        List<String> header();

        @Override
        void close() throws IOException;
    }

    /** All rows, from the first on. */
    Rows rows() throws IOException {
        BufferedReader reader = reader();
        try {
            return new Bounded(
                    switch (kind) {
                        case NDJSON -> new JsonRows(reader);
                        case XML -> new MerchantXml(reader, limits.maxRowSize().toBytes());
                        case CSV, TSV -> new TabularRows(reader, kind == Kind.TSV);
                    },
                    reader);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw unreadable(e);
        }
    }

    private BufferedReader reader() throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(path));
        in.mark(4);
        byte[] first = in.readNBytes(4);
        boolean marked =
                first.length >= 3 && first[0] == (byte) 0xEF && first[1] == (byte) 0xBB && first[2] == (byte) 0xBF;
        boolean wide = first.length >= 2
                && (first[0] == (byte) 0xFF && first[1] == (byte) 0xFE
                        || first[0] == (byte) 0xFE && first[1] == (byte) 0xFF
                        || first[0] == 0
                        || first[1] == 0);
        if (wide) {
            in.close();
            throw new FeedUnreadable("The file " + name + " is not UTF-8 text but UTF-16 or binary; save it as UTF-8.");
        }
        in.reset();
        in.skipNBytes(marked ? 3 : 0);
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    private RuntimeException unreadable(Exception e) {
        if (e instanceof FeedUnreadable known) {
            return known;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException) {
                return new FeedUnreadable("The file " + name + " is not UTF-8 text; save it as UTF-8.");
            }
        }
        return new FeedUnreadable("The file " + name + " cannot be read: "
                + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
    }

    /** Rows of any kind within the limits, and whatever fails as the file's fault. */
    private final class Bounded implements Rows {

        private final Rows rows;
        private final BufferedReader reader;
        private long seen;

        Bounded(Rows rows, BufferedReader reader) {
            this.rows = rows;
            this.reader = reader;
        }

        @Override
        public List<String> header() {
            return rows.header();
        }

        @Override
        public boolean hasNext() {
            try {
                return rows.hasNext();
            } catch (RuntimeException e) { // each kind's reader has exceptions of its own
                throw unreadable(e);
            }
        }

        @Override
        public FeedRow next() {
            FeedRow row;
            try {
                row = rows.next();
            } catch (NoSuchElementException e) {
                throw e;
            } catch (RuntimeException e) { // as above
                throw unreadable(e);
            }
            if (++seen > limits.maxRows()) {
                throw new FeedUnreadable("The file " + name + " has more than " + limits.maxRows()
                        + " rows, which is the most that is taken.");
            }
            long size = row.values().entrySet().stream()
                    .mapToLong(
                            value -> value.getKey().length() + value.getValue().length())
                    .sum();
            return size <= limits.maxRowSize().toBytes()
                    ? row
                    : new FeedRow(
                            row.line(),
                            Map.of(),
                            "The row has " + size + " characters; at most "
                                    + limits.maxRowSize().toBytes() + " are taken.");
        }

        @Override
        public void close() throws IOException {
            rows.close();
            reader.close();
        }
    }

    private static final class TabularRows implements Rows {

        private static final int HEADER_LOOKED_AT = 4000;

        private final CSVParser parser;
        private final Iterator<CSVRecord> records;

        TabularRows(BufferedReader reader, boolean tabs) throws IOException {
            CSVFormat.Builder format = tabs
                    ? CSVFormat.TDF.builder().setQuote(null)
                    : CSVFormat.RFC4180.builder().setDelimiter(delimiter(reader));
            parser = format.setHeader()
                    .setSkipHeaderRecord(true)
                    .setIgnoreEmptyLines(true)
                    .setTrim(true)
                    .get()
                    .parse(reader);
            records = parser.iterator();
        }

        /** Spreadsheets of many countries write semicolons. */
        private static char delimiter(BufferedReader reader) throws IOException {
            reader.mark(HEADER_LOOKED_AT);
            char[] start = new char[HEADER_LOOKED_AT];
            int read = Math.max(0, reader.read(start));
            reader.reset();
            String header = new String(start, 0, read).lines().findFirst().orElse("");
            return header.contains(";") && !header.contains(",") ? ';' : ',';
        }

        @Override
        public List<String> header() {
            return parser.getHeaderNames();
        }

        @Override
        public boolean hasNext() {
            return records.hasNext();
        }

        @Override
        public FeedRow next() {
            CSVRecord next = records.next();
            int width = parser.getHeaderNames().size();
            return new FeedRow(
                    parser.getCurrentLineNumber(),
                    next.toMap(),
                    next.size() == width ? null : "The row has " + next.size() + " values for " + width + " columns.");
        }

        @Override
        public void close() throws IOException {
            parser.close();
        }
    }

    private static final class JsonRows implements Rows {

        private final Iterator<String> lines;
        private long line;

        JsonRows(BufferedReader reader) {
            lines = reader.lines().iterator();
        }

        @Override
        public List<String> header() {
            return List.of();
        }

        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public FeedRow next() {
            line++;
            try {
                JsonNode row = JsonMapper.shared().readTree(lines.next());
                return row.isObject()
                        ? new FeedRow(line, values(row), null)
                        : new FeedRow(line, Map.of(), "The line is no JSON object.");
            } catch (JacksonException e) {
                return new FeedRow(line, Map.of(), "The line is not JSON.");
            }
        }

        /** The members, and what is nested in them by the inner name: {"attributes": {"colour": …}} has a colour. */
        private static Map<String, String> values(JsonNode row) {
            Map<String, String> values = new LinkedHashMap<>();
            row.properties().forEach(member -> {
                if (member.getValue().isObject() && member.getKey().equals("attributes")) {
                    member.getValue().properties().forEach(inner -> values.put(inner.getKey(), text(inner.getValue())));
                } else {
                    values.put(member.getKey(), text(member.getValue()));
                }
            });
            return values;
        }

        private static String text(JsonNode value) {
            if (value.isArray()) {
                return value.valueStream().map(JsonNode::asString).collect(Collectors.joining("|"));
            }
            return value.isNull() ? "" : value.isString() ? value.stringValue() : value.toString();
        }

        @Override
        public void close() {}
    }
}
