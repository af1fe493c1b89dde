package dev.vitrine.catalog;

import dev.vitrine.problem.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Checks what a shop says of an item against the limits, field by field. */
@Component
class DraftCheck {

    /** Servers and proxies refuse or rewrite paths with these in them, escaped or not. */
    private static final String NEVER_IN_PATHS = "/\\;%";

    private static final int PRICE_DECIMALS = 2;

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final CatalogProperties limits;

    DraftCheck(CatalogProperties limits) {
        this.limits = limits;
    }

    void check(String id, ItemDraft draft) {
        id(id);
        texts("title", draft.titles(), limits.maxTitleLength());
        texts("description", draft.descriptions(), limits.maxDescriptionLength());
        if (draft.category() != null) {
            length("category", draft.category(), limits.maxAttributeLength());
        }
        atMost("attributes", draft.attributes().size(), limits.maxAttributes());
        draft.attributes().forEach(this::attribute);
        if (draft.pictures() != null) {
            atMost("pictures", draft.pictures().size(), limits.maxPictures());
        }
        offer(draft.offer());
    }

    void id(String id) {
        length("id", id, limits.maxIdLength());
        boolean addressable =
                !id.equals(".") && !id.equals("..") && id.chars().noneMatch(c -> NEVER_IN_PATHS.indexOf(c) >= 0);
        if (id.isBlank() || !id.equals(id.strip()) || !addressable || id.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidRequest(
                    "id",
                    "The id \"" + id + "\" is blank, is one or two dots, has spaces around it, or has one of "
                            + NEVER_IN_PATHS + " or a control character in it.");
        }
    }

    void position(int position, int present) {
        int last = Math.min(present, limits.maxPictures() - 1);
        if (position < 0 || position > last) {
            throw new InvalidRequest(
                    "position", "The position " + position + " is not between 0 and " + last + ", the next free one.");
        }
    }

    private void texts(String field, Map<String, String> texts, int most) {
        texts.forEach((language, text) -> {
            if (!limits.languages().contains(language)) {
                throw new InvalidRequest(
                        field,
                        "The " + field + " has the language \"" + language + "\"; known are " + limits.languages()
                                + ".");
            }
            length(field + "." + language, text, most);
        });
    }

    private void attribute(String name, Object value) {
        length("attributes", name, limits.maxAttributeLength());
        switch (value) {
            case String text -> length("attributes." + name, text, limits.maxAttributeLength());
            case Double number
            when !Double.isFinite(number) ->
                throw new InvalidRequest(
                        "attributes." + name, "The attribute \"" + name + "\" is a number that is too large.");
            case Number _, Boolean _ -> {}
            case Collection<?> values -> {
                atMost("attributes." + name, values.size(), limits.maxAttributeValues());
                for (Object each : values) {
                    if (!(each instanceof String text)) {
                        throw new InvalidRequest(
                                "attributes." + name,
                                "The attribute \"" + name + "\" has a list with something other than texts in it.");
                    }
                    length("attributes." + name, text, limits.maxAttributeLength());
                }
            }
            default ->
                throw new InvalidRequest(
                        "attributes." + name,
                        "The attribute \"" + name + "\" is neither a text, a number, a boolean nor a list of texts.");
        }
    }

    private static void offer(Item.Offer offer) {
        if (offer.price() != null
                && (offer.price().signum() < 0
                        || offer.price().precision() - offer.price().scale() > 12)) {
            throw new InvalidRequest("price", "The price " + offer.price() + " is not between 0 and 999999999999.99.");
        }
        if (offer.price() != null && offer.price().stripTrailingZeros().scale() > PRICE_DECIMALS) {
            throw new InvalidRequest(
                    "price", "The price " + offer.price() + " has more than " + PRICE_DECIMALS + " decimals.");
        }
        if (offer.currency() != null && !CURRENCY.matcher(offer.currency()).matches()) {
            throw new InvalidRequest(
                    "currency", "The currency \"" + offer.currency() + "\" is no three-letter code such as EUR.");
        }
        if (offer.stock() != null && offer.stock() < 0) {
            throw new InvalidRequest("stock", "The stock " + offer.stock() + " is below 0.");
        }
    }

    private static void length(String field, String text, int most) {
        if (text.length() > most) {
            throw new InvalidRequest(
                    field, "The " + field + " has " + text.length() + " characters; at most " + most + " are taken.");
        }
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidRequest(field, "The " + field + " has a null character or half of a character in it.");
        }
    }

    private static void atMost(String field, int count, int most) {
        if (count > most) {
            throw new InvalidRequest(field, "There are " + count + " " + field + "; at most " + most + " are taken.");
        }
    }
}
