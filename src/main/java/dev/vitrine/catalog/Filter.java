package dev.vitrine.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which items are meant: a condition on what the catalogue knows of an item. Made by {@link Catalog#filter}; everything
 * that a caller says in it is a parameter of the SQL, never part of it. Immutable.
 */
public final class Filter {

    /** Every item that may be shown. */
    public static final Filter ALL = new Filter("", List.of(), false);

    private final String condition;
    private final List<Object> parameters;
    private final boolean soldOut;

    private Filter(String condition, List<Object> parameters, boolean soldOut) {
        this.condition = condition;
        this.parameters = parameters;
        this.soldOut = soldOut;
    }

    /** A condition over the tables {@code item i} and {@code item_offer o}; one that comes out as null does not hold. */
    static Filter of(String condition, List<?> parameters) {
        return new Filter(condition, List.copyOf(parameters), false);
    }

    /** Whether it leaves out nothing that may be shown. */
    public boolean isAll() {
        return condition.isEmpty() && !soldOut;
    }

    /** What matches both. */
    public Filter and(Filter other) {
        if (other.condition.isEmpty()) {
            return new Filter(condition, parameters, soldOut || other.soldOut);
        }
        if (condition.isEmpty()) {
            return new Filter(other.condition, other.parameters, soldOut || other.soldOut);
        }
        return joined(List.of(this, other), " and ", soldOut || other.soldOut);
    }

    /** What matches this and none of the others. */
    public Filter without(Collection<Filter> others) {
        Filter left = this;
        for (Filter other : others) {
            String none = other.condition.isEmpty() ? "false" : "(" + other.condition + ") is not true";
            left = left.and(new Filter(none, other.parameters, false));
        }
        return left;
    }

    /** What matches any of them. */
    static Filter any(List<Filter> filters) {
        return joined(filters, " or ", false);
    }

    /** What matches all of them. */
    static Filter all(List<Filter> filters) {
        return joined(filters, " and ", false);
    }

    private static Filter joined(List<Filter> filters, String operator, boolean soldOut) {
        List<Object> parameters = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        for (Filter filter : filters) {
            conditions.add("(" + filter.condition + ")");
            parameters.addAll(filter.parameters);
        }
        return new Filter(String.join(operator, conditions), List.copyOf(parameters), soldOut);
    }

    /** The same, and items that are out of stock as well. */
    public Filter withSoldOut() {
        return new Filter(condition, parameters, true);
    }

    /** What may be shown and matches, as SQL. */
    String shown() {
        String shown = soldOut ? "o.active" : "o.active and (o.stock is null or o.stock > 0)";
        return condition.isEmpty() ? shown : shown + " and (" + condition + ")";
    }

    /** What matches, whether it may be shown or not, as SQL. */
    String matching() {
        return condition.isEmpty() ? "true" : condition;
    }

    /** The parameters of either, in their order. */
    List<Object> parameters() {
        return parameters;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Filter that
                && condition.equals(that.condition)
                && parameters.equals(that.parameters)
                && soldOut == that.soldOut;
    }

    @Override
    public int hashCode() {
        return condition.hashCode() * 31 + parameters.hashCode();
    }

    @Override
    public String toString() {
        return "Filter[" + condition + "]";
    }
}
