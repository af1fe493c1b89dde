package dev.vitrine.catalog;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product of the shop, as stored.
 *
 * @param key the number that other tables refer to; never leaves the service
 * @param id the shop's own id
 * @param titles by language ("en", "zh")
 * @param descriptions by language
 * @param attributes names to a string, number, boolean or a list of strings
 * @param tags what was accepted of what models see in its pictures: labels by vocabulary
 * @param notes texts beside the shop's own by which it is found: words of its tags, accepted captions
 * @param contentHash changes when texts, attributes or pictures change; not with the offer
 */
public record Item(
        long key,
        String id,
        Map<String, String> titles,
        Map<String, String> descriptions,
        @Nullable String category,
        Map<String, Object> attributes,
        Map<String, List<String>> tags,
        List<String> notes,
        Offer offer,
        List<Picture> pictures,
        String contentHash,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * What changes often.
     *
     * @param stock pieces left; null when the shop does not say, which counts as available
     */
    public record Offer(
            @Nullable BigDecimal price,
            @Nullable String currency,
            @Nullable Integer stock,
            boolean active) {

        /** Whether the item may be shown. */
        public boolean available() {
            return active && (stock == null || stock > 0);
        }
    }

    /** A stored picture; its bytes are found by their sha256. */
    public record Picture(int position, String sha256, String mediaType, int width, int height) {}

    /** The title in that language, else in English, else in any, else the id. */
    public String title(String language) {
        return text(titles, language, id);
    }

    /** The description in that language, else in English, else in any, else empty. */
    public String description(String language) {
        return text(descriptions, language, "");
    }

    private static String text(Map<String, String> texts, String language, String otherwise) {
        String exact = texts.get(language);
        if (exact != null) {
            return exact;
        }
        String english = texts.get("en");
        if (english != null) {
            return english;
        }
        return texts.isEmpty() ? otherwise : texts.values().iterator().next();
    }
}
