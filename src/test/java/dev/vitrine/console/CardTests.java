package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Item.Offer;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CardTests {

    @Test
    void pricesAreWrittenAsTheLanguageDoesWithTheirCurrency() {
        assertThat(price("1234.50", "EUR", Locale.ENGLISH)).isEqualTo("€1,234.50");
        assertThat(price("1234.50", "CNY", Locale.CHINESE)).contains("1,234.50").isNotEqualTo("1,234.50");
        assertThat(price("1234", "JPY", Locale.ENGLISH)).contains("1,234").doesNotContain(".");
    }

    @Test
    void aPriceMayLackACurrencyOrBeUnknown() {
        assertThat(price("12.5", null, Locale.ENGLISH)).isEqualTo("12.5");
        assertThat(price("12.50", "QQQ", Locale.ENGLISH)).isEqualTo("12.50 QQQ");
        assertThat(Card.price(new Offer(null, "EUR", 1, true), Locale.ENGLISH)).isNull();
    }

    private static @Nullable String price(String amount, @Nullable String currency, Locale locale) {
        return Card.price(new Offer(new BigDecimal(amount), currency, 1, true), locale);
    }
}
