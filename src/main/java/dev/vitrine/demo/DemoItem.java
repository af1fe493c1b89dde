package dev.vitrine.demo;

import dev.vitrine.catalog.Item.Offer;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.demo.Drawing.Combination;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * An item of the demo shop.
 *
 * @param id such as "red-striped-mug"
 * @param stock pieces left; some are sold out
 */
record DemoItem(String id, Drawing drawing, BigDecimal price, int stock) {

    private static final int EACH_CATEGORY = 30;
    private static final long SEED = 20;

    /** What a plain piece costs, in euros, by category. */
    private static final int[] PRICES = {12, 24, 14, 16, 38, 59, 119, 22, 89, 74, 19, 64, 69, 29, 27, 25};

    /** The shop's 480 items, thirty of each category; the same at each call. */
    static List<DemoItem> all() {
        var random = new SplittableRandom(SEED);
        List<DemoItem> items = new ArrayList<>();
        for (Category category : Category.values()) {
            List<Combination> combinations = new ArrayList<>(Combination.all().stream()
                    .filter(combination -> combination.category() == category)
                    .toList());
            Collections.shuffle(combinations, new Random(SEED + category.ordinal()));
            for (Combination combination : combinations.subList(0, EACH_CATEGORY)) {
                Drawing drawing = Drawing.of(combination, random);
                items.add(new DemoItem(
                        DemoTexts.name(combination).replace(' ', '-'),
                        drawing,
                        price(drawing, random.nextDouble(0.9, 1.25)),
                        random.nextInt(25) == 0 ? 0 : 1 + random.nextInt(60)));
            }
        }
        Collections.shuffle(items, new Random(SEED));
        return items;
    }

    private static BigDecimal price(Drawing drawing, double factor) {
        int base = PRICES[drawing.category().ordinal()];
        double patterned = drawing.pattern() == Pattern.PLAIN ? 1 : 1.15;
        double pieces = 1 + 0.8 * (drawing.count() - 1);
        long euros = Math.max(1, Math.round(base * patterned * pieces * factor));
        return BigDecimal.valueOf(euros * 100 - 10, 2);
    }

    /** The whole item with its picture. */
    ItemDraft draft() {
        Map<String, String> titles = new LinkedHashMap<>();
        Map<String, String> descriptions = new LinkedHashMap<>();
        for (String language : DemoTexts.LANGUAGES) {
            titles.put(language, DemoTexts.title(drawing, language));
            descriptions.put(language, DemoTexts.description(drawing, language));
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("colour", drawing.colour().words().en().getFirst());
        attributes.put("pattern", drawing.pattern().words().en().getFirst());
        if (drawing.pattern() != Pattern.PLAIN) {
            attributes.put("second colour", drawing.second().words().en().getFirst());
        }
        attributes.put("pieces", drawing.count());
        return new ItemDraft(
                titles,
                descriptions,
                drawing.category().words().en().getFirst(),
                attributes,
                new Offer(price, "EUR", stock, true),
                List.of(drawing.png(DemoShop.PICTURE_SIZE)));
    }
}
