package dev.vitrine.catalog;

import dev.vitrine.problem.InvalidRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of a TSV, CSV or NDJSON file as items. Columns are recognised by their usual names, or as {@code mapping}
 * says; those that hold no field become attributes, a list where values are separated by {@code |}.
 */
final class Feed implements Iterable<Feed.Row> {

    private static final Map<String, List<String>> USUAL_NAMES = new LinkedHashMap<>();

    static {
        USUAL_NAMES.put("id", List.of("id", "sku", "item_id", "itemid", "product_id", "productid", "handle"));
        USUAL_NAMES.put(
                "title", List.of("title", "name", "product_name", "productname", "productdisplayname", "display_name"));
        USUAL_NAMES.put("description", List.of("description", "body", "long_description", "text"));
        USUAL_NAMES.put(
                "category", List.of("category", "articletype", "article_type", "product_type", "categories", "type"));
        USUAL_NAMES.put("price", List.of("price", "price_usd", "price_eur", "price_gbp", "price_cny"));
        USUAL_NAMES.put("currency", List.of("currency", "price_currency"));
        USUAL_NAMES.put("stock", List.of("stock", "quantity", "qty", "inventory"));
        USUAL_NAMES.put("active", List.of("active", "enabled", "visible"));
        USUAL_NAMES.put("picture", List.of("picture", "image", "image_file", "filename", "photo"));
    }

    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".webp", ".gif");

    private final Path file;
    private final @Nullable Path pictures;
    private final String language;
    private final @Nullable String currency;
    private final boolean json;
    private final Map<String, String> columns;

    /**
     * A row of the file.
     *
     * @param line in the file, from 1; the last where a quoted value goes over several
     * @param damage why the row cannot be read, if so
     */
    record Row(
            long line, Map<String, String> values, @Nullable String damage, Feed feed) {

        String id() {
            if (damage != null) {
                throw new InvalidRequest("line", damage);
            }
            String id = feed.field(this, "id");
            if (id == null) {
                throw new InvalidRequest("id", "The row has no id.");
            }
            return id;
        }

        ItemDraft draft() {
            return feed.draft(this);
        }
    }

    /** @throws IllegalArgumentException if the file's kind is unknown, or a mapped field or column does not exist */
    Feed(Path file, Map<String, String> mapping, @Nullable Path pictures, String language, @Nullable String currency)
            throws IOException {
        this.file = file;
        this.pictures = pictures;
        this.language = language;
        this.currency = currency;
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        json = name.endsWith(".ndjson") || name.endsWith(".jsonl");
        if (!json && !name.endsWith(".tsv") && !name.endsWith(".csv")) {
            throw new IllegalArgumentException(
                    "The file " + file.getFileName() + " ends in none of .tsv, .csv, .ndjson and .jsonl.");
        }
        columns = columns(mapping);
        if (!columns.containsKey("id")) {
            throw new IllegalArgumentException("No column holds the id; say which with --map id=COLUMN.");
        }
    }

    private Map<String, String> columns(Map<String, String> mapping) throws IOException {
        Set<String> present = header();
        Map<String, String> columns = new LinkedHashMap<>();
        USUAL_NAMES.forEach((field, names) -> names.stream()
                .flatMap(name -> present.stream().filter(name::equalsIgnoreCase))
                .findFirst()
                .ifPresent(column -> columns.put(field, column)));
        mapping.forEach((field, column) -> {
            if (!USUAL_NAMES.containsKey(field)) {
                throw new IllegalArgumentException(
                        "There is no field \"" + field + "\" to map; fields are " + USUAL_NAMES.keySet() + ".");
            }
            if (column.isEmpty()) {
                columns.remove(field);
            } else if (present.contains(column)) {
                columns.put(field, column);
            } else {
                throw new IllegalArgumentException(
                        "There is no column \"" + column + "\"; columns are " + present + ".");
            }
        });
        return columns;
    }

    /** The columns' names; of JSON those of all lines, since each line says only what its item has. */
    private Set<String> header() throws IOException {
        try (BufferedReader reader = reader()) {
            if (!json) {
                return new LinkedHashSet<>(format().parse(reader).getHeaderNames());
            }
            Set<String> names = new LinkedHashSet<>();
            new JsonRows(reader)
                    .forEachRemaining(row -> names.addAll(row.values().keySet()));
            return names;
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    /** How many rows there are, as far as lines tell. */
    long rows() throws IOException {
        try (BufferedReader reader = reader()) {
            return Math.max(0, reader.lines().count() - (json ? 0 : 1));
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
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

    private IllegalArgumentException unreadable(Exception e) {
        boolean text = e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException;
        return new IllegalArgumentException(
                "The file " + file.getFileName()
                        + (text ? " is not UTF-8 text." : " cannot be read: " + e.getMessage()),
                e);
    }

    @Override
    public Iterator<Row> iterator() {
        try {
            BufferedReader reader = reader();
            return json ? new JsonRows(reader) : tabular(reader);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private CSVFormat format() {
        boolean tabs = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
        return (tabs ? CSVFormat.TDF.builder().setQuote(null) : CSVFormat.RFC4180.builder())
                .setHeader()
                .setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true)
                .setTrim(true)
                .get();
    }

    private Iterator<Row> tabular(BufferedReader reader) throws IOException {
        CSVParser parser = format().parse(reader);
        int width = parser.getHeaderNames().size();
        Iterator<CSVRecord> records = parser.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                try {
                    return records.hasNext();
                } catch (UncheckedIOException e) {
                    throw unreadable(e);
                }
            }

            @Override
            public Row next() {
                CSVRecord next = records.next();
                return new Row(
                        parser.getCurrentLineNumber(),
                        next.toMap(),
                        next.size() == width
                                ? null
                                : "The row has " + next.size() + " values for " + width + " columns.",
                        Feed.this);
            }
        };
    }

    private final class JsonRows implements Iterator<Row> {

        private final Iterator<String> lines;
        private long line;

        JsonRows(BufferedReader reader) {
            lines = reader.lines().iterator();
        }

        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public Row next() {
            line++;
            try {
                JsonNode row = JsonMapper.shared().readTree(lines.next());
                return row.isObject()
                        ? new Row(line, values(row), null, Feed.this)
                        : new Row(line, Map.of(), "The line is no JSON object.", Feed.this);
            } catch (JacksonException e) {
                return new Row(line, Map.of(), "The line is not JSON.", Feed.this);
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
                return value.valueStream().map(JsonNode::asString).collect(java.util.stream.Collectors.joining("|"));
            }
            return value.isNull() ? "" : value.isString() ? value.stringValue() : value.toString();
        }
    }

    private @Nullable String field(Row row, String field) {
        String column = columns.get(field);
        String value = column == null ? null : row.values().get(column);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private ItemDraft draft(Row row) {
        Map<String, Object> attributes = new TreeMap<>();
        row.values().forEach((column, value) -> {
            if (!columns.containsValue(column) && value != null && !value.isBlank()) {
                attributes.put(column, attribute(HtmlUtils.htmlUnescape(value.strip())));
            }
        });
        return new ItemDraft(
                text(row, "title"),
                text(row, "description"),
                category(field(row, "category")),
                attributes,
                new Item.Offer(
                        parsed(row, "price", BigDecimal::new),
                        currency(row),
                        parsed(row, "stock", Integer::valueOf),
                        active(row)),
                pictures(row));
    }

    private Map<String, String> text(Row row, String field) {
        String text = field(row, field);
        if (text == null) {
            return Map.of();
        }
        if (json && text.startsWith("{")) {
            try {
                return JsonMapper.shared().readValue(text, new TypeReference<Map<String, String>>() {});
            } catch (JacksonException e) {
                throw new InvalidRequest(field, "The " + field + " is neither a text nor texts by language.");
            }
        }
        return Map.of(language, HtmlUtils.htmlUnescape(text));
    }

    /** Of paths such as "Shop/Men/Tops,Shop" the last part of the deepest; other texts as they are. */
    private static @Nullable String category(@Nullable String value) {
        if (value == null) {
            return null;
        }
        if (!value.contains("/") && !value.contains(">")) {
            return HtmlUtils.htmlUnescape(value);
        }
        List<String> deepest = List.of();
        for (String path : value.split("[,|]", -1)) {
            List<String> parts = Arrays.stream(HtmlUtils.htmlUnescape(path).split("[/>]", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
            if (parts.size() > deepest.size()) {
                deepest = parts;
            }
        }
        return deepest.isEmpty() ? null : deepest.getLast();
    }

    private static Object attribute(String value) {
        if (value.contains("|")) {
            return Arrays.stream(value.split("\\|", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
        if (value.matches("0|-?[1-9]\\d{0,8}")) {
            return Integer.valueOf(value);
        }
        return value;
    }

    private <T> @Nullable T parsed(Row row, String field, Function<String, T> parse) {
        String value = field(row, field);
        try {
            return value == null ? null : parse.apply(value);
        } catch (NumberFormatException e) {
            throw new InvalidRequest(field, "The " + field + " \"" + value + "\" is no number.");
        }
    }

    private @Nullable String currency(Row row) {
        String stated = field(row, "currency");
        if (stated != null) {
            return stated.toUpperCase(Locale.ROOT);
        }
        if (currency != null || field(row, "price") == null) {
            return currency;
        }
        String column = columns.getOrDefault("price", "");
        return column.toLowerCase(Locale.ROOT).startsWith("price_")
                ? column.substring(6).toUpperCase(Locale.ROOT)
                : null;
    }

    private boolean active(Row row) {
        String value = field(row, "active");
        if (value == null || List.of("true", "1", "yes").contains(value.toLowerCase(Locale.ROOT))) {
            return true;
        }
        if (List.of("false", "0", "no").contains(value.toLowerCase(Locale.ROOT))) {
            return false;
        }
        throw new InvalidRequest("active", "The active \"" + value + "\" is neither true nor false.");
    }

    /** The row's picture; null, which leaves stored ones alone, when there is no folder or no file. */
    private @Nullable List<byte[]> pictures(Row row) {
        if (pictures == null) {
            return null;
        }
        String named = field(row, "picture");
        List<String> names = new ArrayList<>();
        if (named != null) {
            names.add(named);
        } else {
            ENDINGS.forEach(ending -> names.add(row.id() + ending));
        }
        for (String name : names) {
            Path picture;
            try {
                picture = pictures.resolve(name).normalize();
            } catch (InvalidPathException e) {
                throw new InvalidRequest("picture", "The picture \"" + name + "\" is no file's name.");
            }
            if (!picture.startsWith(pictures.normalize())) {
                throw new InvalidRequest("picture", "The picture \"" + name + "\" is outside the folder of pictures.");
            }
            if (Files.isRegularFile(picture)) {
                try {
                    return List.of(Files.readAllBytes(picture));
                } catch (IOException e) {
                    throw new InvalidRequest("picture", "The picture \"" + name + "\" cannot be read.");
                }
            }
        }
        if (named != null) {
            throw new InvalidRequest("picture", "There is no picture \"" + named + "\" in the folder.");
        }
        return null;
    }
}
