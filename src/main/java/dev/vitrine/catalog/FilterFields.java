package dev.vitrine.catalog;

import static cz.jirutka.rsql.parser.ast.RSQLOperators.EQUAL;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.GREATER_THAN;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.GREATER_THAN_OR_EQUAL;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.IN;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.LESS_THAN;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.LESS_THAN_OR_EQUAL;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.NOT_EQUAL;
import static cz.jirutka.rsql.parser.ast.RSQLOperators.NOT_IN;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import cz.jirutka.rsql.parser.ast.Arity;
import cz.jirutka.rsql.parser.ast.ComparisonOperator;
import dev.vitrine.problem.InvalidRequest;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What filters may ask: an item's own fields, tags by their vocabulary ({@code tag.NAME}), and attributes by their bare
 * name (or {@code attributes.NAME}, where a field has that name too). Names are percent-decoded, since RSQL's own syntax
 * knows no quotes there.
 *
 * <p>{@code !=} and {@code =out=} are the opposite of {@code ==} and {@code =in=}, so that they also hold where there is
 * no value. A text with a {@code *} matches any characters in its place and ignores case; others are compared as they
 * are. An attribute that is a list has each of its values.
 */
@Component
class FilterFields {

    /** Whether there is no value: {@code price=null=true}. */
    static final ComparisonOperator IS_NULL = new ComparisonOperator("=null=", Arity.nary(1));

    private static final String ATTRIBUTES = "attributes.";
    private static final String TAGS = "tag.";
    private static final String KNOWN =
            "id, category, price, currency, stock, active, created, updated, title, title.LANGUAGE, tag.VOCABULARY where"
                    + " items have such tags, and the attributes of items";

    private static final Map<ComparisonOperator, String> ORDER =
            Map.of(LESS_THAN, "<", LESS_THAN_OR_EQUAL, "<=", GREATER_THAN, ">", GREATER_THAN_OR_EQUAL, ">=");

    private final JdbcClient jdbc;
    private final CatalogProperties properties;
    /** Names that were seen; one that is missing is looked for again, for it may just have come. */
    private final Cache<Named, Boolean> seen = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    FilterFields(JdbcClient jdbc, CatalogProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** What a field's values are. */
    private enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        TIME
    }

    /** A name among an item's attributes or tags. */
    record Named(String column, String name) {

        /** The column with its table's alias. */
        String sql() {
            return "i." + column;
        }
    }

    /** A column, in the tables' aliases. */
    private record Column(String sql, Kind kind) {}

    private static final Map<String, Column> COLUMNS = Map.of(
            "id", new Column("i.shop_id", Kind.TEXT),
            "category", new Column("i.category", Kind.TEXT),
            "price", new Column("o.price", Kind.NUMBER),
            "currency", new Column("o.currency", Kind.TEXT),
            "stock", new Column("o.stock", Kind.NUMBER),
            "active", new Column("o.active", Kind.BOOLEAN),
            "created", new Column("i.created_at", Kind.TIME),
            "updated", new Column("i.updated_at", Kind.TIME));

    Filter condition(String selector, ComparisonOperator operator, List<String> values) {
        if (operator.equals(NOT_EQUAL)) {
            return Filter.ALL.without(List.of(condition(selector, EQUAL, values)));
        }
        if (operator.equals(NOT_IN)) {
            return Filter.ALL.without(List.of(condition(selector, IN, values)));
        }
        Column column = COLUMNS.get(selector);
        if (column != null) {
            return column(selector, column, operator, values);
        }
        if (selector.equals("title") || selector.startsWith("title.")) {
            return title(selector, operator, values);
        }
        return attribute(known(selector), operator, values);
    }

    private Filter column(String field, Column column, ComparisonOperator operator, List<String> values) {
        if (operator.equals(IS_NULL)) {
            return Filter.of(column.sql() + (flag(field, values.getFirst()) ? " is null" : " is not null"), List.of());
        }
        String order = ORDER.get(operator);
        if (order != null) {
            if (column.kind() == Kind.BOOLEAN) {
                throw new InvalidRequest("filter", "The filter cannot order " + field + ", which is true or false.");
            }
            return Filter.of(
                    column.sql() + " " + order + " ?", List.of(value(field, column.kind(), values.getFirst())));
        }
        List<Filter> parts = new ArrayList<>();
        List<Object> plain = new ArrayList<>();
        for (String value : values) {
            if (column.kind() == Kind.TEXT && isPattern(value)) {
                parts.add(Filter.of(column.sql() + " ilike ?", List.of(pattern(value))));
            } else {
                plain.add(value(field, column.kind(), value));
            }
        }
        if (!plain.isEmpty()) {
            parts.add(Filter.of(column.sql() + " in (" + marks(plain.size()) + ")", plain));
        }
        return Filter.any(parts);
    }

    private Filter title(String field, ComparisonOperator operator, List<String> values) {
        String language = field.equals("title") ? "" : field.substring("title.".length());
        if (!language.isEmpty() && !properties.languages().contains(language)) {
            throw new InvalidRequest(
                    "filter",
                    "The filter names the language of " + field + ", but known are " + properties.languages() + ".");
        }
        if (ORDER.containsKey(operator)) {
            throw new InvalidRequest("filter", "The filter cannot order " + field + ", which is a text.");
        }
        if (operator.equals(IS_NULL)) {
            boolean missing = flag(field, values.getFirst());
            return language.isEmpty()
                    ? Filter.of("(i.titles = '{}') = ?", List.of(missing))
                    : Filter.of("(i.titles ->> ? is null) = ?", List.of(language, missing));
        }
        return Filter.any(values.stream()
                .map(value -> language.isEmpty()
                        ? Filter.of(
                                "exists (select from jsonb_each_text(i.titles) t where t.value " + likeness(value)
                                        + ")",
                                List.of(comparable(value)))
                        : Filter.of("i.titles ->> ? " + likeness(value), List.of(language, comparable(value))))
                .toList());
    }

    private Filter attribute(Named named, ComparisonOperator operator, List<String> values) {
        String column = named.sql();
        String name = named.name();
        if (operator.equals(IS_NULL)) {
            return flag(name, values.getFirst())
                    ? Filter.of("not (" + column + " ?? ?)", List.of(name))
                    : Filter.of(column + " ?? ?", List.of(name));
        }
        String order = ORDER.get(operator);
        if (order != null) {
            // Feeds bring numbers as texts, so these are read as numbers too.
            return Filter.of(
                    "case when %1$s ->> ? ~ '^-?[0-9]+(\\.[0-9]+)?$' then (%1$s ->> ?)::numeric end %2$s ?"
                            .formatted(column, order),
                    List.of(name, name, value(name, Kind.NUMBER, values.getFirst())));
        }
        return Filter.any(values.stream()
                .map(value -> isPattern(value) ? likeAttribute(named, value) : sameAttribute(named, value))
                .toList());
    }

    /** By containment, which the column's index answers: the text, alone or in a list, or what it says. */
    private static Filter sameAttribute(Named named, String value) {
        String name = named.name();
        String text = unescaped(value);
        List<Object> forms = new ArrayList<>();
        forms.add(json(name, text));
        forms.add(json(name, List.of(text)));
        if (text.equals("true") || text.equals("false")) {
            forms.add(json(name, Boolean.valueOf(text)));
        } else if (text.length() <= 40 && text.matches("-?[0-9]+(\\.[0-9]+)?")) {
            forms.add(json(name, new BigDecimal(text)));
        }
        String contained = named.sql() + " @> cast(? as jsonb)";
        return Filter.of(String.join(" or ", Collections.nCopies(forms.size(), contained)), forms);
    }

    private static String json(String name, Object value) {
        return JsonMapper.shared().writeValueAsString(Map.of(name, value));
    }

    private static Filter likeAttribute(Named named, String value) {
        String name = named.name();
        return Filter.of("""
                %1$s ?? ? and exists (
                    select from jsonb_array_elements_text(case jsonb_typeof(%1$s -> ?) when 'array'
                        then %1$s -> ? else jsonb_build_array(%1$s -> ?) end) v
                    where v ilike ?)""".formatted(named.sql()), List.of(name, name, name, name, pattern(value)));
    }

    /** What a selector that is no column means, whether any item has it or not. */
    static Named named(String selector) {
        if (selector.startsWith(TAGS)) {
            return new Named("tags", selector.substring(TAGS.length()));
        }
        String name = selector.startsWith(ATTRIBUTES) ? selector.substring(ATTRIBUTES.length()) : selector;
        return new Named("attributes", name);
    }

    /** The attribute or the vocabulary that is meant, if any item has it. */
    Named known(String selector) {
        String decoded;
        try {
            decoded = URLDecoder.decode(selector.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            decoded = selector;
        }
        Named named = named(decoded);
        if (seen.getIfPresent(named) == null) {
            boolean exists = jdbc.sql("select exists (select from item where " + named.column() + " ?? ?)")
                    .param(named.name())
                    .query(Boolean.class)
                    .single();
            if (!exists) {
                throw new UnknownField(decoded.startsWith(ATTRIBUTES) ? named.name() : decoded, KNOWN);
            }
            seen.put(named, true);
        }
        return named;
    }

    private static Object value(String field, Kind kind, String text) {
        return switch (kind) {
            case TEXT -> unescaped(text);
            case BOOLEAN -> flag(field, text);
            case NUMBER -> number(field, text);
            case TIME -> time(field, text);
        };
    }

    private static boolean flag(String field, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw mistyped(field, "true or false", text);
        }
        return text.equals("true");
    }

    private static BigDecimal number(String field, String text) {
        if (text.length() > 40 || !text.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw mistyped(field, "a number", text);
        }
        return new BigDecimal(text);
    }

    private static OffsetDateTime time(String field, String text) {
        try {
            OffsetDateTime time = text.contains("T")
                    ? OffsetDateTime.parse(text)
                    : LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return time;
            }
        } catch (DateTimeParseException malformed) {
            // said below
        }
        throw mistyped(field, "a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z", text);
    }

    private static InvalidRequest mistyped(String field, String wanted, String text) {
        return new InvalidRequest(
                "filter",
                "The filter compares " + field + " with \"" + text.substring(0, Math.min(text.length(), 60))
                        + "\", which is not " + wanted + ".");
    }

    private static boolean isPattern(String value) {
        return value.replace("\\*", "").contains("*");
    }

    private static String likeness(String value) {
        return isPattern(value) ? "ilike ?" : "= ?";
    }

    private static String comparable(String value) {
        return isPattern(value) ? pattern(value) : unescaped(value);
    }

    private static String unescaped(String value) {
        return value.replace("\\*", "*");
    }

    /** For {@code ilike}: a star stands for any characters, all else for itself. */
    private static String pattern(String value) {
        return value.replace("\\*", "\0")
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace("*", "%")
                .replace("\0", "*");
    }

    private static String marks(int count) {
        return Collections.nCopies(count, "?").stream().collect(Collectors.joining(", "));
    }
}
