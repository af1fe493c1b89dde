package dev.vitrine.feed;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a file's first rows; nothing is stored for it.
 *
 * @param rows the first of them
 * @param total rows of the file
 * @param checked rows that were looked at for {@code refused}
 * @param refused of those that were checked
 * @param faults why, the first of them
 */
public record Preview(
        List<Column> columns, List<Row> rows, long total, long checked, long refused, List<ImportFault> faults) {

    /**
     * A column.
     *
     * @param meaning the field that it is taken for, "attribute" or "ignored"
     * @param example a value of it; empty where the first rows have none
     */
    public record Column(String name, String meaning, String example) {}

    /**
     * A row.
     *
     * @param becomes "new", "changed" for an item that is there already, or "refused"
     * @param pictures addresses and names of files; none of them was looked for
     * @param reason why it is refused
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            long line,
            String becomes,
            @Nullable String id,
            @Nullable String title,
            @Nullable String category,
            @Nullable BigDecimal price,
            @Nullable String currency,
            @Nullable Integer stock,
            boolean active,
            Map<String, Object> attributes,
            List<String> pictures,
            @Nullable String reason) {}
}
