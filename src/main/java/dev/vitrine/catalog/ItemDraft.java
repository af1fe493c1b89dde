package dev.vitrine.catalog;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a shop says of an item; the whole of it, so that what is not said is removed. Pictures are the exception: null
 * leaves those that are stored as they are.
 *
 * @param pictures bytes in the order they are shown, not yet checked
 */
public record ItemDraft(
        Map<String, String> titles,
        Map<String, String> descriptions,
        @Nullable String category,
        Map<String, Object> attributes,
        Item.Offer offer,
        @Nullable List<byte[]> pictures) {}
