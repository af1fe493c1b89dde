package dev.vitrine.ranking;

import dev.vitrine.vision.RgbImage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A taste that is told instead of remembered: a cart, a visit of the shop's own keeping, a wish in words. Nothing of it
 * is stored but the answer.
 *
 * @param items ids and what each counts, above 0
 * @param not ids of rejected items, 1 as if just rejected
 * @param user whose history says what to leave out; null for nobody's
 */
public record Occasion(
        Map<String, Double> items,
        Map<String, Double> not,
        @Nullable String words,
        @Nullable RgbImage picture,
        @Nullable String user) {}
