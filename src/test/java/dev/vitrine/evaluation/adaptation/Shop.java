package dev.vitrine.evaluation.adaptation;

import dev.vitrine.catalog.Item;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Items that tests make up. */
final class Shop {

    private Shop() {}

    static ShopItem item(String id, String title, String picture) {
        return item(id, Map.of("en", title), Map.of(), picture, null, Map.of());
    }

    static ShopItem item(
            String id,
            Map<String, String> titles,
            Map<String, String> descriptions,
            String picture,
            @Nullable String category,
            Map<String, Object> attributes) {
        return ShopItem.of(new Item(
                1,
                id,
                titles,
                descriptions,
                category,
                attributes,
                Map.of(),
                List.of(),
                new Item.Offer(null, null, null, true),
                List.of(new Item.Picture(0, picture, "image/png", 1, 1)),
                "",
                Instant.EPOCH,
                Instant.EPOCH));
    }
}
