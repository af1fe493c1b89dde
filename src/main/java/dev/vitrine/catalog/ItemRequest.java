package dev.vitrine.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.vitrine.problem.InvalidRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item as a shop sends it: the whole of it, so that what is not said is removed; only pictures stay when they are
 * not mentioned.
 *
 * @param id only in batches, where no path says it
 * @param title a text, or texts by language
 * @param pictures data URIs, or URLs that are fetched
 */
record ItemRequest(
        @Nullable String id,
        @Nullable Texts title,
        @Nullable Texts description,
        @Nullable String category,
        @Nullable Map<String, Object> attributes,
        @Nullable BigDecimal price,
        @Nullable String currency,
        @Nullable Integer stock,
        @Nullable Boolean active,
        @Nullable List<String> pictures) {

    /** A text in no stated language, or texts by language. */
    record Texts(@JsonValue Object value) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Texts of(Object value) {
            boolean valid = value instanceof String
                    || (value instanceof Map<?, ?> map && map.values().stream().allMatch(String.class::isInstance));
            if (!valid) {
                throw new IllegalArgumentException("neither a text nor texts by language");
            }
            return new Texts(value);
        }

        Map<String, String> byLanguage(String unstated) {
            if (value instanceof Map<?, ?> map) {
                Map<String, String> texts = new java.util.HashMap<>();
                map.forEach((language, text) -> texts.put(String.valueOf(language), String.valueOf(text)));
                return texts;
            }
            return Map.of(unstated, String.valueOf(value));
        }
    }

    ItemDraft draft(String unstated, PictureFetch fetch) {
        Map<String, Object> known = attributes == null ? Map.of() : attributes;
        known.forEach((name, value) -> {
            if (value == null) {
                throw new InvalidRequest("attributes." + name, "The attribute \"" + name + "\" is null.");
            }
        });
        return new ItemDraft(
                title == null ? Map.of() : title.byLanguage(unstated),
                description == null ? Map.of() : description.byLanguage(unstated),
                category,
                known,
                new Item.Offer(price, currency, stock, active == null || active),
                pictures == null ? null : fetch.all(pictures));
    }
}
