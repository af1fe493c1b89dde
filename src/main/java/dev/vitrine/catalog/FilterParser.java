package dev.vitrine.catalog;

import cz.jirutka.rsql.parser.RSQLParser;
import cz.jirutka.rsql.parser.RSQLParserException;
import cz.jirutka.rsql.parser.UnknownOperatorException;
import cz.jirutka.rsql.parser.ast.AndNode;
import cz.jirutka.rsql.parser.ast.ComparisonNode;
import cz.jirutka.rsql.parser.ast.LogicalNode;
import cz.jirutka.rsql.parser.ast.Node;
import cz.jirutka.rsql.parser.ast.RSQLOperators;
import dev.vitrine.problem.InvalidRequest;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Reads filters in RSQL, such as {@code price<50;colour==red;category=in=(mugs,bowls)}: {@code ;} is and, {@code ,} is
 * or. What is too long, too deep, unknown or of the wrong type is refused in one sentence.
 */
@Component
class FilterParser {

    private static final RSQLParser RSQL = new RSQLParser(Set.of(
            RSQLOperators.EQUAL,
            RSQLOperators.NOT_EQUAL,
            RSQLOperators.LESS_THAN,
            RSQLOperators.LESS_THAN_OR_EQUAL,
            RSQLOperators.GREATER_THAN,
            RSQLOperators.GREATER_THAN_OR_EQUAL,
            RSQLOperators.IN,
            RSQLOperators.NOT_IN,
            FilterFields.IS_NULL));

    private static final Pattern COLUMN = Pattern.compile("column (\\d{1,6})");

    private final FilterFields fields;
    private final FilterProperties limits;

    FilterParser(FilterFields fields, FilterProperties limits) {
        this.fields = fields;
        this.limits = limits;
    }

    Filter parse(String text) {
        checkSize(text);
        Node root;
        try {
            root = RSQL.parse(text);
        } catch (RSQLParserException malformed) {
            throw new InvalidRequest("filter", sentence(malformed));
        }
        int comparisons = comparisons(root);
        if (comparisons > limits.maxComparisons()) {
            throw new InvalidRequest(
                    "filter",
                    "The filter has " + comparisons + " comparisons; at most " + limits.maxComparisons()
                            + " are taken.");
        }
        return filter(root);
    }

    /** The attribute of that name, or the vocabulary of {@code tag.NAME}, if any item has it. */
    String attribute(String name) {
        FilterFields.Named known = fields.known(name);
        return name.startsWith("tag.") ? "tag." + known.name() : known.name();
    }

    private void checkSize(String text) {
        if (text.length() > limits.maxLength()) {
            throw new InvalidRequest(
                    "filter",
                    "The filter has " + text.length() + " characters; at most " + limits.maxLength() + " are taken.");
        }
        if (text.indexOf('\0') >= 0) {
            throw new InvalidRequest("filter", "The filter has a null character in it.");
        }
        // Before it is parsed, since that recurses; brackets inside of quotes count too, which only makes it stricter.
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth > limits.maxDepth()) {
                throw new InvalidRequest(
                        "filter",
                        "The filter has brackets nested deeper than " + limits.maxDepth() + " at character " + (i + 1)
                                + ".");
            }
        }
    }

    private static String sentence(RSQLParserException malformed) {
        String advice = " Filters look like price<50;colour==red;category=in=(mugs,bowls).";
        if (malformed.getCause() instanceof UnknownOperatorException unknown) {
            return "The filter has the operator " + unknown.getOperator()
                    + ", which is unknown; known are ==, !=, <, <=, >, >=, =in=, =out=, =null=.";
        }
        if (malformed.getCause() instanceof IllegalArgumentException arity) {
            return "The filter cannot be read: " + arity.getMessage() + "." + advice;
        }
        Matcher place = COLUMN.matcher(String.valueOf(malformed.getMessage()));
        if (!place.find()) {
            return "The filter cannot be read." + advice;
        }
        int column = Integer.parseInt(place.group(1));
        String found = String.valueOf(malformed.getMessage()).contains("Encountered \"<EOF>\"")
                ? "at its end"
                : "from character " + column + " on";
        return "The filter cannot be read " + found + "." + advice;
    }

    private static int comparisons(Node node) {
        return node instanceof LogicalNode logical
                ? logical.getChildren().stream()
                        .mapToInt(FilterParser::comparisons)
                        .sum()
                : 1;
    }

    private Filter filter(Node node) {
        return switch (node) {
            case LogicalNode logical -> {
                List<Filter> parts =
                        logical.getChildren().stream().map(this::filter).toList();
                yield logical instanceof AndNode ? Filter.all(parts) : Filter.any(parts);
            }
            case ComparisonNode comparison -> comparison(comparison);
            default -> throw new IllegalStateException("a node of an unknown kind: " + node);
        };
    }

    private Filter comparison(ComparisonNode comparison) {
        List<String> values = comparison.getArguments();
        if (values.size() > limits.maxValues()) {
            throw new InvalidRequest(
                    "filter",
                    "The filter's list for " + comparison.getSelector() + " has " + values.size() + " values; at most "
                            + limits.maxValues() + " are taken.");
        }
        return fields.condition(comparison.getSelector(), comparison.getOperator(), values);
    }
}
