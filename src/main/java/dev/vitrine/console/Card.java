package dev.vitrine.console;

import dev.vitrine.catalog.Item;
import dev.vitrine.ranking.Ranking.Ranked;
import dev.vitrine.search.Search.Hit;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An item as pages show it in a row or a grid.
 *
 * @param picture the path of its first picture
 * @param price with its currency, as the language writes it
 * @param kind why it is here, in a word: a reason's kind, or what found it
 * @param reason the same as a sentence; searches leave it to the page's words for the kind
 * @param because the picture of the item that led here
 */
record Card(
        String id,
        String title,
        @Nullable String picture,
        @Nullable String price,
        Item.Offer offer,
        @Nullable String kind,
        @Nullable String reason,
        @Nullable String because) {

    static Card of(Item item, Locale locale) {
        return of(item, locale, null, null, null);
    }

    static Card of(Ranked ranked, Locale locale) {
        var reason = ranked.reason();
        return of(
                ranked.item(),
                locale,
                reason.kind(),
                reason.text(locale.getLanguage()),
                reason.because() == null ? null : picture(reason.because()));
    }

    static Card of(Hit hit, Locale locale) {
        return of(hit.item(), locale, hit.why(), null, null);
    }

    private static Card of(
            Item item, Locale locale, @Nullable String kind, @Nullable String reason, @Nullable String because) {
        return new Card(
                item.id(),
                item.title(locale.getLanguage()),
                picture(item),
                price(item.offer(), locale),
                item.offer(),
                kind,
                reason,
                because);
    }

    /** The path of an item's first picture. */
    static @Nullable String picture(Item item) {
        return item.pictures().isEmpty() ? null : path(item.pictures().getFirst());
    }

    /** The path of a picture. */
    static String path(Item.Picture picture) {
        return "/api/v1/pictures/" + picture.sha256();
    }

    /** A price as the language writes it; a currency that Java does not know stays as the shop wrote it. */
    static @Nullable String price(Item.Offer offer, Locale locale) {
        if (offer.price() == null) {
            return null;
        }
        if (offer.currency() == null) {
            return NumberFormat.getNumberInstance(locale).format(offer.price());
        }
        try {
            NumberFormat money = NumberFormat.getCurrencyInstance(locale);
            Currency currency = Currency.getInstance(offer.currency());
            int decimals = Math.max(0, currency.getDefaultFractionDigits());
            money.setCurrency(currency);
            money.setMinimumFractionDigits(decimals);
            money.setMaximumFractionDigits(decimals);
            return money.format(offer.price());
        } catch (IllegalArgumentException unknown) {
            return offer.price() + " " + offer.currency();
        }
    }
}
