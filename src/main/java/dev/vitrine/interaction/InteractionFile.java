package dev.vitrine.interaction;

import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.problem.InvalidRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of a CSV, TSV or NDJSON file as events. Columns are recognised by their usual names, or as a mapping says. A
 * row without an event id of its own gets one from what it says, so that the same row is always the same event.
 */
final class InteractionFile {

    private static final Map<String, List<String>> USUAL_NAMES = new LinkedHashMap<>();

    static {
        USUAL_NAMES.put("user", List.of("user", "userid", "user_id", "visitorid", "visitor_id", "customer_id"));
        USUAL_NAMES.put("item", List.of("item", "itemid", "item_id", "movieid", "product_id", "productid", "sku"));
        USUAL_NAMES.put("at", List.of("at", "timestamp", "time", "datetime", "date", "event_time"));
        USUAL_NAMES.put("type", List.of("type", "event", "event_type", "behavior", "action"));
        USUAL_NAMES.put("rating", List.of("rating", "stars", "score"));
        USUAL_NAMES.put("eventId", List.of("eventid", "event_id"));
    }

    private static final List<String> REQUIRED = List.of("user", "item", "at");
    private static final long MILLISECONDS_FROM = 100_000_000_000L; // as seconds, the year 5138

    private final Path file;
    private final Reading reading;
    private final boolean json;
    private final Map<String, String> columns;

    /**
     * What rows mean.
     *
     * @param mapping fields to columns, where their names are not the usual ones
     * @param type of rows whose file says none
     * @param types the file's own names of types to those of the shop
     * @param positive the least rating that is of that type
     * @param otherwise the type of lower ratings; null leaves them out
     */
    record Reading(
            Map<String, String> mapping,
            String type,
            Map<String, String> types,
            double positive,
            @Nullable String otherwise) {}

    /**
     * A row.
     *
     * @param line in the file, from 1
     * @param event null when it is left out or cannot be read
     * @param problem why it cannot be read
     */
    record Row(long line, @Nullable Event event, @Nullable String problem) {}

    /** @throws IllegalArgumentException if the file's kind is unknown, or it lacks a column */
    InteractionFile(Path file, Reading reading) {
        this.file = file;
        this.reading = reading;
        String name = name();
        json = name.endsWith(".ndjson") || name.endsWith(".jsonl");
        if (!json && !name.endsWith(".csv") && !name.endsWith(".tsv")) {
            throw new IllegalArgumentException(
                    "The file " + file.getFileName() + " ends in none of .csv, .tsv, .ndjson and .jsonl.");
        }
        columns = columns();
    }

    private String name() {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    private Map<String, String> columns() {
        Set<String> present = header();
        Map<String, String> found = new LinkedHashMap<>();
        USUAL_NAMES.forEach((field, names) -> names.stream()
                .flatMap(name -> present.stream().filter(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(column -> found.put(field, column)));
        reading.mapping().forEach((field, column) -> {
            if (!USUAL_NAMES.containsKey(field)) {
                throw new IllegalArgumentException(
                        "There is no field \"" + field + "\" to map; fields are " + USUAL_NAMES.keySet() + ".");
            }
            if (column.isEmpty()) {
                found.remove(field);
            } else if (json || present.contains(column)) {
                found.put(field, column);
            } else {
                throw new IllegalArgumentException(
                        "There is no column \"" + column + "\"; columns are " + present + ".");
            }
        });
        for (String field : REQUIRED) {
            if (!found.containsKey(field)) {
                throw new IllegalArgumentException("No column holds the " + field + "; say which with --map " + field
                        + "=COLUMN. Columns are " + present + ".");
            }
        }
        return found;
    }

    /** The columns' names; of JSON those of the first line, since a log's lines are alike. */
    private Set<String> header() {
        try (BufferedReader reader = reader()) {
            if (!json) {
                return new LinkedHashSet<>(format().parse(reader).getHeaderNames());
            }
            String first = reader.readLine();
            return first == null
                    ? Set.of()
                    : new LinkedHashSet<>(JsonMapper.shared().readTree(first).propertyNames());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The first line of " + file.getFileName() + " is not JSON.", e);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    /** How many rows there are, as far as lines tell. */
    long size() {
        try (BufferedReader reader = reader()) {
            return Math.max(0, reader.lines().count() - (json ? 0 : 1));
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    /** The rows in their order, to be closed. */
    Stream<Row> rows() {
        try {
            BufferedReader reader = reader();
            Stream<Row> rows = json ? lines(reader) : records(reader);
            return rows.onClose(() -> {
                try {
                    reader.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Stream<Row> records(BufferedReader reader) throws IOException {
        var parser = format().parse(reader);
        int width = parser.getHeaderNames().size();
        return parser.stream()
                .map(row -> row.size() == width
                        ? row(parser.getCurrentLineNumber(), field -> value(row, field))
                        : new Row(
                                parser.getCurrentLineNumber(),
                                null,
                                "The row has " + row.size() + " values for " + width + " columns."));
    }

    private @Nullable String value(CSVRecord row, String field) {
        String column = columns.get(field);
        return column == null ? null : row.get(column);
    }

    private Stream<Row> lines(BufferedReader reader) {
        long[] line = {0};
        return reader.lines().map(text -> {
            line[0]++;
            try {
                JsonNode row = JsonMapper.shared().readTree(text);
                return row.isObject()
                        ? row(line[0], field -> value(row, field))
                        : new Row(line[0], null, "The line is no JSON object.");
            } catch (JacksonException e) {
                return new Row(line[0], null, "The line is not JSON.");
            }
        });
    }

    private @Nullable String value(JsonNode row, String field) {
        String column = columns.get(field);
        JsonNode value = column == null ? null : row.get(column);
        return value == null || value.isNull() ? null : value.asString();
    }

    /** Reads a field of a row. */
    private interface Fields {

        @Nullable
        String of(String field);
    }

    private Row row(long line, Fields fields) {
        try {
            return new Row(line, event(fields), null);
        } catch (InvalidRequest problem) {
            return new Row(line, null, problem.detail());
        }
    }

    private @Nullable Event event(Fields fields) {
        String user = present("user", fields);
        String item = present("item", fields);
        Instant at = time(present("at", fields));
        String type = type(fields);
        if (type == null) {
            return null;
        }
        String stated = fields.of("eventId");
        String id = stated == null || stated.isBlank() ? derived(user, item, type, at.toString()) : stated;
        return new Event(id, user, item, type, at, null);
    }

    private @Nullable String type(Fields fields) {
        String stated = fields.of("type");
        if (stated != null && !stated.isBlank()) {
            return reading.types().getOrDefault(stated, stated);
        }
        String rating = fields.of("rating");
        if (rating == null || rating.isBlank()) {
            return reading.type();
        }
        try {
            return Double.parseDouble(rating) >= reading.positive() ? reading.type() : reading.otherwise();
        } catch (NumberFormatException e) {
            throw new InvalidRequest("rating", "rating must be a number, but is \"" + shortened(rating) + "\".");
        }
    }

    private static String present(String field, Fields fields) {
        String value = fields.of(field);
        if (value == null || value.isBlank()) {
            throw new InvalidRequest(field, field + " is missing or blank.");
        }
        return value.strip();
    }

    /** Seconds or milliseconds since 1970, or ISO 8601; without an offset it is UTC. */
    private static Instant time(String text) {
        try {
            if (text.matches("-?\\d{1,18}(\\.\\d+)?")) {
                long number = Long.parseLong(text.replaceFirst("\\..*", ""));
                return number >= MILLISECONDS_FROM ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            }
            if (text.length() <= 10) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String iso = text.replaceFirst(" UTC$", "Z").replaceFirst("^(\\S{10}) ", "$1T");
            return iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new InvalidRequest(
                    "at",
                    "at must be seconds or milliseconds since 1970 or a time in ISO 8601, but is \"" + shortened(text)
                            + "\".");
        }
    }

    private static String derived(String... parts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return "import:" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String shortened(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "…";
    }

    /** Without the mark that spreadsheets put before UTF-8. */
    private BufferedReader reader() throws IOException {
        BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private CSVFormat format() {
        return (name().endsWith(".tsv") ? CSVFormat.TDF.builder().setQuote(null) : CSVFormat.RFC4180.builder())
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .setTrim(true)
                .get();
    }

    private IllegalArgumentException unreadable(Exception e) {
        boolean text = e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException;
        return new IllegalArgumentException(
                "The file " + file.getFileName()
                        + (text ? " is not UTF-8 text." : " cannot be read: " + e.getMessage()),
                e);
    }
}
