package dev.vitrine.feed;

import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.problem.InvalidRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a file's rows say of items. Columns are recognised by their usual names, those of Google's product data
 * specification among them, or as a {@link FeedMapping} says; those that hold no field become attributes, a list where
 * values are separated by {@code |}.
 */
final class Feed {

    private static final Map<String, List<String>> USUAL_NAMES = new LinkedHashMap<>();

    static {
        USUAL_NAMES.put("id", List.of("id", "sku", "item_id", "itemid", "product_id", "productid", "handle"));
        USUAL_NAMES.put(
                "title", List.of("title", "name", "product_name", "productname", "productdisplayname", "display_name"));
        USUAL_NAMES.put(
                "description", List.of("description", "body", "long_description", "text", "summary", "content"));
        USUAL_NAMES.put(
                "category",
                List.of(
                        "category",
                        "articletype",
                        "article_type",
                        "product_type",
                        "categories",
                        "type",
                        "google_product_category"));
        USUAL_NAMES.put("price", List.of("price", "price_usd", "price_eur", "price_gbp", "price_cny"));
        USUAL_NAMES.put("sale_price", List.of("sale_price"));
        USUAL_NAMES.put("sale_dates", List.of("sale_price_effective_date"));
        USUAL_NAMES.put("currency", List.of("currency", "price_currency"));
        USUAL_NAMES.put("stock", List.of("stock", "quantity", "qty", "inventory", "sell_on_google_quantity"));
        USUAL_NAMES.put("availability", List.of("availability"));
        USUAL_NAMES.put("active", List.of("active", "enabled", "visible"));
        USUAL_NAMES.put("picture", List.of("picture", "image", "image_file", "filename", "photo", "image_link"));
        USUAL_NAMES.put("pictures", List.of("pictures", "images", "additional_images", "additional_image_link"));
    }

    /** The names of fields, in the order in which people are shown them. */
    static final List<String> FIELDS = List.copyOf(USUAL_NAMES.keySet());

    /** Of a product feed: how things are sent, taxed and advertised says nothing of what they are. */
    private static final Pattern OF_NO_USE = Pattern.compile(
            "(shipping|tax|ads|unit_pricing|certification|installment|subscription|loyalty)(_.*)?|(min|max)_handling_time"
                    + "|(mobile|canonical|checkout|lifestyle_image|virtual_model|cost_of_goods|auto_pricing|promotion).*"
                    + "|(excluded|included)_destination|shopping_ads_.*|transit_time_label|ships_from_country|pause"
                    + "|external_seller_id|expiration_date|availability_date|identifier_exists|return_policy_label"
                    + "|mobile_link|updated|published|pubdate|guid|product_detail|product_highlight");

    private static final Set<String> MERCHANTS =
            Set.of("image_link", "google_product_category", "availability", "item_group_id", "custom_label_0");

    private static final Set<String> SLASHED = Set.of("color", "material");

    private static final Pattern PRICE =
            Pattern.compile("(?:([A-Za-z]{3})\\s*)?(-?\\d+(?:\\.\\d+)?)(?:\\s*([A-Za-z]{3}))?");
    private static final Pattern MARKUP = Pattern.compile("<[^<>]{1,1000}>");
    private static final Pattern BETWEEN_PICTURES = Pattern.compile("\\||,(?=\\s*https?://)");

    private final Map<String, String> columns;
    private final Set<String> ignored;
    private final boolean merchants;
    private final String language;
    private final @Nullable String currency;
    private final Instant now;

    /**
     * What a row says.
     *
     * @param draft without pictures
     * @param pictures addresses and names of files, in their order
     */
    record Said(String id, ItemDraft draft, List<String> pictures) {}

    /**
     * Guesses the columns' meanings but for what is said of them.
     *
     * @param currency of prices that name none
     * @param now at which sales hold or not
     * @throws InvalidRequest if a mapped field or column does not exist
     */
    Feed(Collection<String> present, FeedMapping mapping, String language, @Nullable String currency, Instant now) {
        this.language = language;
        this.currency =
                currency == null || currency.isBlank() ? null : currency.strip().toUpperCase(Locale.ROOT);
        this.now = now;
        this.merchants =
                present.stream().map(Feed::plain).filter(MERCHANTS::contains).count() >= 2;
        this.columns = columns(present, mapping);
        if (mapping.ignored() == null) {
            ignored = new LinkedHashSet<>(
                    merchants
                            ? present.stream()
                                    .filter(column ->
                                            OF_NO_USE.matcher(plain(column)).matches())
                                    .toList()
                            : List.of());
        } else {
            mapping.ignored().forEach(column -> known(column, present));
            ignored = mapping.ignored();
        }
    }

    private static Map<String, String> columns(Collection<String> present, FeedMapping mapping) {
        Map<String, String> columns = new LinkedHashMap<>();
        USUAL_NAMES.forEach((field, names) -> names.stream()
                .flatMap(name -> present.stream().filter(column -> name.equals(plain(column))))
                .findFirst()
                .ifPresent(column -> columns.put(field, column)));
        Map<String, String> said = mapping.fields() == null ? Map.of() : mapping.fields();
        said.forEach((field, column) -> {
            if (!USUAL_NAMES.containsKey(field)) {
                throw new InvalidRequest(
                        "mapping", "There is no field \"" + field + "\" to map; fields are " + FIELDS + ".");
            }
            if (column.isEmpty()) {
                columns.remove(field);
            } else {
                known(column, present);
                columns.put(field, column);
            }
        });
        return columns;
    }

    private static void known(String column, Collection<String> present) {
        if (!present.contains(column)) {
            throw new InvalidRequest("mapping", "There is no column \"" + column + "\"; columns are " + present + ".");
        }
    }

    /** "g:Image Link" is image_link. */
    private static String plain(String column) {
        return column.strip().toLowerCase(Locale.ROOT).replaceFirst("^g:", "").replace(' ', '_');
    }

    /**
     * The same feed, if it can be stored.
     *
     * @throws InvalidRequest if no column holds the id
     */
    Feed complete() {
        if (!columns.containsKey("id")) {
            throw new InvalidRequest("mapping", "No column holds the id; say which with --map id=COLUMN.");
        }
        return this;
    }

    /** What a column is taken for: a field, "ignored" or "attribute". */
    String meaning(String column) {
        if (ignored.contains(column)) {
            return "ignored";
        }
        return columns.entrySet().stream()
                .filter(each -> each.getValue().equals(column))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("attribute");
    }

    /**
     * What the row says of an item.
     *
     * @throws InvalidRequest if a value cannot be read
     */
    Said read(FeedRow row) {
        if (row.damage() != null) {
            throw new InvalidRequest("line", row.damage());
        }
        String id = field(row, "id");
        if (id == null) {
            throw new InvalidRequest("id", "The row has no id.");
        }
        return new Said(
                id,
                new ItemDraft(
                        text(row, "title"), text(row, "description"), category(row), attributes(row), offer(row), null),
                Stream.of("picture", "pictures")
                        .map(field -> field(row, field))
                        .flatMap(names -> names == null ? Stream.of() : Arrays.stream(BETWEEN_PICTURES.split(names)))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList());
    }

    /** Whether a column says which pictures there are; else their names are the ids. */
    boolean namesPictures() {
        return columns.containsKey("picture") || columns.containsKey("pictures");
    }

    private @Nullable String field(FeedRow row, String field) {
        String column = columns.get(field);
        String value =
                column == null || ignored.contains(column) ? null : row.values().get(column);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private Map<String, Object> attributes(FeedRow row) {
        Map<String, Object> attributes = new TreeMap<>();
        row.values().forEach((column, value) -> {
            if (!columns.containsValue(column) && !ignored.contains(column) && !value.isBlank()) {
                attributes.put(column, attribute(column, HtmlUtils.htmlUnescape(value.strip())));
            }
        });
        return attributes;
    }

    private Object attribute(String column, String value) {
        String separator = merchants && SLASHED.contains(plain(column)) ? "[|/]" : "\\|";
        List<String> parts = Arrays.stream(value.split(separator, -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() > 1) {
            return parts;
        }
        if (value.contains("|")) {
            return parts;
        }
        return value.matches("0|-?[1-9]\\d{0,8}") ? (Object) Integer.valueOf(value) : value;
    }

    private Map<String, String> text(FeedRow row, String field) {
        String text = field(row, field);
        if (text == null) {
            return Map.of();
        }
        if (text.startsWith("{\"")) {
            try {
                return JsonMapper.shared().readValue(text, new TypeReference<Map<String, String>>() {});
            } catch (JacksonException e) {
                throw new InvalidRequest(field, "The " + field + " is neither a text nor texts by language.");
            }
        }
        String plain = merchants ? MARKUP.matcher(text).replaceAll(" ") : text;
        return Map.of(language, HtmlUtils.htmlUnescape(plain).strip());
    }

    /** Of a path such as "Home > Kitchen > Mugs" the last part; of several paths that of the deepest. */
    private @Nullable String category(FeedRow row) {
        String value = field(row, "category");
        if (value == null || merchants && value.matches("\\d+")) { // a number of Google's taxonomy is no word
            return null;
        }
        String text = HtmlUtils.htmlUnescape(value);
        if (!text.contains("/") && !text.contains(">")) {
            return text;
        }
        List<String> deepest = List.of();
        for (String path : paths(text)) {
            List<String> parts = Arrays.stream(path.split(text.contains(">") ? ">" : "/", -1))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
            if (parts.size() > deepest.size()) {
                deepest = parts;
            }
        }
        return deepest.isEmpty() ? null : deepest.getLast();
    }

    /** A comma separates paths only where each of them is one: "Hats, Caps" may be a category's name. */
    private static List<String> paths(String text) {
        List<String> paths = new ArrayList<>();
        for (String several : text.split("\\|", -1)) {
            String[] each = several.split(",", -1);
            boolean all = !text.contains(">") || Arrays.stream(each).allMatch(path -> path.contains(">"));
            paths.addAll(all ? List.of(each) : List.of(several));
        }
        return paths;
    }

    private record Money(BigDecimal amount, @Nullable String currency) {}

    private Item.Offer offer(FeedRow row) {
        Money price = money(row, "price");
        Money sale = money(row, "sale_price");
        Money asked = sale != null && onSale(row) ? sale : price;
        String availability = availability(row);
        Integer stock = stock(row);
        return new Item.Offer(
                asked == null ? null : asked.amount(),
                currency(row, asked == null ? null : asked.currency()),
                availability.equals("outofstock") || availability.equals("soldout") ? Integer.valueOf(0) : stock,
                active(row) && !availability.equals("discontinued"));
    }

    private @Nullable Money money(FeedRow row, String field) {
        String value = field(row, field);
        if (value == null) {
            return null;
        }
        Matcher parts = PRICE.matcher(value);
        if (!parts.matches()) {
            throw new InvalidRequest(
                    field,
                    "The " + field + " \"" + cut(value) + "\" is no number, nor one with a currency such as"
                            + " 15.00 USD.");
        }
        String stated = parts.group(1) == null ? parts.group(3) : parts.group(1);
        return new Money(new BigDecimal(parts.group(2)), stated == null ? null : stated.toUpperCase(Locale.ROOT));
    }

    /** Whether the sale's dates, two times in ISO 8601 with a slash between them, include now; without dates it does. */
    private boolean onSale(FeedRow row) {
        String dates = field(row, "sale_dates");
        if (dates == null) {
            return true;
        }
        String[] ends = dates.split("/", -1);
        try {
            if (ends.length == 2) {
                return !now.isBefore(time(ends[0])) && now.isBefore(time(ends[1]));
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new InvalidRequest(
                "sale_dates",
                "The sale_dates \"" + cut(dates)
                        + "\" are not two times such as 2030-01-01T00:00+01:00/2030-01-08T00:00+01:00.");
    }

    private static Instant time(String text) {
        String zoned = text.strip().replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
        return OffsetDateTime.parse(zoned, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                .toInstant();
    }

    private @Nullable String currency(FeedRow row, @Nullable String beside) {
        String stated = field(row, "currency");
        if (beside != null || stated != null) {
            return beside != null ? beside : String.valueOf(stated).toUpperCase(Locale.ROOT);
        }
        if (currency != null || field(row, "price") == null) {
            return currency;
        }
        String column = columns.getOrDefault("price", "");
        return column.toLowerCase(Locale.ROOT).startsWith("price_")
                ? column.substring(6).toUpperCase(Locale.ROOT)
                : null;
    }

    private @Nullable Integer stock(FeedRow row) {
        String value = field(row, "stock");
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new InvalidRequest("stock", "The stock \"" + cut(value) + "\" is no whole number.");
        }
    }

    /** As one word: "in stock", in_stock and https://schema.org/InStock are instock; empty where it is not said. */
    private String availability(FeedRow row) {
        String value = field(row, "availability");
        if (value == null) {
            return "";
        }
        String word = value.substring(value.lastIndexOf('/') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[ _-]", "");
        if (!Set.of(
                        "instock",
                        "outofstock",
                        "soldout",
                        "preorder",
                        "presale",
                        "backorder",
                        "limitedavailability",
                        "discontinued")
                .contains(word)) {
            throw new InvalidRequest(
                    "availability",
                    "The availability \"" + cut(value)
                            + "\" is none of in_stock, out_of_stock, preorder and backorder.");
        }
        return word;
    }

    private boolean active(FeedRow row) {
        String value = field(row, "active");
        if (value == null || List.of("true", "1", "yes").contains(value.toLowerCase(Locale.ROOT))) {
            return true;
        }
        if (List.of("false", "0", "no").contains(value.toLowerCase(Locale.ROOT))) {
            return false;
        }
        throw new InvalidRequest("active", "The active \"" + cut(value) + "\" is neither true nor false.");
    }

    private static String cut(String value) {
        return value.length() > 60 ? value.substring(0, 60) + "…" : value;
    }
}
