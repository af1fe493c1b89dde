package dev.vitrine.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item as the API shows it, its texts in one language.
 *
 * @param tags labels that were accepted of what models see, by vocabulary
 * @param pictures paths under this server
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ItemView(
        String id,
        String title,
        @Nullable String description,
        @Nullable String category,
        Map<String, Object> attributes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<String>> tags,
        @Nullable BigDecimal price,
        @Nullable String currency,
        @Nullable Integer stock,
        boolean active,
        List<String> pictures) {

    /** The item with its texts in the language, or the nearest it has. */
    public static ItemView of(Item item, String language) {
        String description = item.description(language);
        return new ItemView(
                item.id(),
                item.title(language),
                description.isEmpty() ? null : description,
                item.category(),
                item.attributes(),
                item.tags(),
                item.offer().price(),
                item.offer().currency(),
                item.offer().stock(),
                item.offer().active(),
                item.pictures().stream()
                        .map(picture -> "/api/v1/pictures/" + picture.sha256())
                        .toList());
    }
}
