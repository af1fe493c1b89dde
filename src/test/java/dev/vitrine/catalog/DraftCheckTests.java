package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.problem.InvalidRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftCheckTests {

    private final DraftCheck check = new DraftCheck(Drawn.limits());

    @Test
    void eachLimitIsTakenAndOneMoreIsRefusedWithFieldLimitAndValue() {
        taken("x".repeat(20), titled("A"));
        refused("x".repeat(21), titled("A"), "id", "21", "20");
        taken("a", titled("x".repeat(30)));
        refused("a", titled("x".repeat(31)), "title.en", "31", "30");
        taken("a", described("x".repeat(40)));
        refused("a", described("x".repeat(41)), "description.en", "41", "40");
        taken("a", with(Map.of("a", 1, "b", true)));
        refused("a", with(Map.of("a", 1, "b", 2, "c", 3)), "3", "attributes", "2");
        taken("a", with(Map.of("a", List.of("1", "2", "3"))));
        refused("a", with(Map.of("a", List.of("1", "2", "3", "4"))), "4", "attributes.a", "3");
        taken("a", with(Map.of("x".repeat(10), "x".repeat(10))));
        refused("a", with(Map.of("a", "x".repeat(11))), "attributes.a", "11", "10");
        refused("a", with(Map.of("x".repeat(11), "a")), "attributes", "11", "10");
        taken("a", pictures(2));
        refused("a", pictures(3), "3", "pictures", "2");
        taken("a", priced("999999999999.99", "EUR", 0));
        refused("a", priced("1000000000000", "EUR", 0), "price", "1000000000000", "999999999999.99");
        refused("a", priced("-0.01", "EUR", 0), "price", "-0.01");
        taken("a", priced("1.50000", "EUR", null));
        refused("a", priced("1.005", "EUR", null), "price", "1.005", "2");
        refused("a", priced("1", "euro", null), "currency", "euro");
        refused("a", priced("1", "EUR", -1), "stock", "-1", "0");
    }

    @Test
    void aPriceOfABillionDecimalsIsRefusedAtOnce() {
        refused("a", priced("1E-1000000000", "EUR", null), "price");
        refused("a", priced("1E+1000000000", "EUR", null), "price");
    }

    @Test
    void aLanguageThatIsNotSpokenIsNamed() {
        refused("a", new ItemDraft(Map.of("xx", "A"), Map.of(), null, Map.of(), NO_OFFER, null), "title", "xx", "en");
    }

    @Test
    void valuesThatAreNeitherTextNorNumberNorListAreRefused() {
        refused("a", with(Map.of("a", Map.of("b", "c"))), "a");
        refused("a", with(Map.of("a", List.of("b", 1))), "a");
        refused("a", with(Map.of("a", Double.POSITIVE_INFINITY)), "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a/b", "a\\b", "a;b", "50%", ".", "..", "a\tb", "a\0b", "a\ud800"})
    void idsThatNoPathCanNameAreRefused(String id) {
        refused(id, titled("A"), "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MH01-XS", "a b", "鞋子", "' or 1=1 --", "a.b", "ünï", "👟", "<b>", "a?b#c&d=e+f"})
    void idsOfManyKindsAreTaken(String id) {
        taken(id, titled("A"));
    }

    @Test
    void halfACharacterIsRefusedWhereverItIs() {
        refused("a", titled("a\udc00"), "title.en");
        refused("a", with(Map.of("a", "\ud83d")), "attributes.a");
        taken("a", titled("a\ud83d\udc5f"));
    }

    private static final Item.Offer NO_OFFER = new Item.Offer(null, null, null, true);

    private void taken(String id, ItemDraft draft) {
        assertThatCode(() -> check.check(id, draft)).doesNotThrowAnyException();
    }

    private void refused(String id, ItemDraft draft, String... said) {
        assertThatThrownBy(() -> check.check(id, draft))
                .isInstanceOf(InvalidRequest.class)
                .message()
                .contains(said);
    }

    private static ItemDraft titled(String title) {
        return new ItemDraft(Map.of("en", title), Map.of(), null, Map.of(), NO_OFFER, null);
    }

    private static ItemDraft described(String description) {
        return new ItemDraft(Map.of(), Map.of("en", description), null, Map.of(), NO_OFFER, null);
    }

    private static ItemDraft with(Map<String, Object> attributes) {
        return new ItemDraft(Map.of(), Map.of(), null, attributes, NO_OFFER, null);
    }

    private static ItemDraft pictures(int count) {
        return new ItemDraft(
                Map.of(), Map.of(), null, Map.of(), NO_OFFER, java.util.Collections.nCopies(count, new byte[1]));
    }

    private static ItemDraft priced(String price, String currency, @Nullable Integer stock) {
        return new ItemDraft(
                Map.of(), Map.of(), null, Map.of(), new Item.Offer(new BigDecimal(price), currency, stock, true), null);
    }
}
