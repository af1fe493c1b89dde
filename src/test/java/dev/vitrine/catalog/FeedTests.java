package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vitrine.problem.InvalidRequest;
import java.awt.Color;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedTests {

    private static final byte[] PICTURE = Drawn.png(4, 4, Color.BLUE);

    @TempDir
    private Path folder;

    @Test
    void columnsAreRecognisedByTheirUsualNamesAndTheRestAreAttributes() throws IOException {
        ItemDraft draft = only(feed("items.tsv", """
                sku\tname\tdescription\tprice_usd\tcategories\tmaterial\tyear\tcode
                MH01\tA "big" Hoodie\tWarm. &bull; Two-tone.\t52\tShop/Men/Tops/Hoodies &amp; Co,Shop/New,Shop\tWool|Fleece\t2011\t007
                """)).draft();

        assertThat(draft.titles()).containsExactly(entry("en", "A \"big\" Hoodie"));
        assertThat(draft.descriptions()).containsExactly(entry("en", "Warm. • Two-tone."));
        assertThat(draft.category()).isEqualTo("Hoodies & Co");
        assertThat(draft.offer()).isEqualTo(new Item.Offer(new BigDecimal("52"), "USD", null, true));
        assertThat(draft.attributes())
                .isEqualTo(Map.of("material", List.of("Wool", "Fleece"), "year", 2011, "code", "007"));
        assertThat(draft.pictures()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            nullValues = "none",
            value = {
                "Shirts\tShirts",
                "Tops, Tees\tTops, Tees",
                "Men > Tops\tTops",
                "A/B,A/B/C,A\tC",
                "/\tnone",
                "A//,B\tA"
            })
    void aCategoryIsTheLastPartOfTheDeepestPath(String value, String category) throws IOException {
        assertThat(only(feed("items.tsv", "id\tcategory\n1\t" + value + "\n"))
                        .draft()
                        .category())
                .isEqualTo(category);
    }

    @Test
    void aMappingGoesBeforeUsualNamesAndMayLeaveAFieldOut() throws IOException {
        Path file = write("items.csv", "id,title,colour,kind\n1,\"Red, long\",red,Shirt\n");
        ItemDraft draft = only(new Feed(file, Map.of("category", "kind", "title", "colour"), null, "zh", null))
                .draft();
        assertThat(draft.titles()).containsExactly(entry("zh", "red"));
        assertThat(draft.category()).isEqualTo("Shirt");
        assertThat(draft.attributes()).containsExactly(entry("title", "Red, long"));

        assertThat(only(new Feed(file, Map.of("title", ""), null, "en", null))
                        .draft()
                        .titles())
                .isEmpty();
        assertThatThrownBy(() -> new Feed(file, Map.of("colour", "red"), null, "en", null))
                .hasMessageContainingAll("colour", "title");
        assertThatThrownBy(() -> new Feed(file, Map.of("title", "name"), null, "en", null))
                .hasMessageContainingAll("name", "kind");
    }

    @Test
    void aFileFromASpreadsheetIsReadDespiteItsMark() throws IOException {
        assertThat(only(feed("items.csv", "\uFEFFid,title\r\n1,A\r\n")).id()).isEqualTo("1");
    }

    @Test
    void rowsHaveTheirLineInTheFile() throws IOException {
        assertThat(rows(feed("items.csv", "id,title\n1,A\n\n2,\"B\nC\"\n3,D")).stream()
                        .map(Feed.Row::line))
                .containsExactly(2L, 5L, 6L);
    }

    @Test
    void aRowWithAnotherNumberOfValuesIsRefusedAlone() throws IOException {
        List<Feed.Row> rows = rows(feed("items.tsv", "id\ttitle\n1\n2\tB\tC\n3\tD\n"));
        assertThatThrownBy(rows.get(0)::id).isInstanceOf(InvalidRequest.class).hasMessageContainingAll("1", "2");
        assertThatThrownBy(rows.get(1)::id).isInstanceOf(InvalidRequest.class).hasMessageContainingAll("3", "2");
        assertThat(rows.get(2).id()).isEqualTo("3");
    }

    @Test
    void linesOfJsonSayWhatTheyHave() throws IOException {
        List<Feed.Row> rows = rows(feed("items.ndjson", """
                {"id": "1", "title": {"en": "Shoe", "zh": "鞋"}, "attributes": {"colour": "red", "sizes": ["S", "M"]}}
                {"id": 2, "title": "Plain", "price": 9.5, "currency": "eur", "stock": 3, "active": false}
                {"id": "3",
                [1]
                {"title": "none"}
                """));
        assertThat(rows.get(0).draft().titles()).isEqualTo(Map.of("en", "Shoe", "zh", "鞋"));
        assertThat(rows.get(0).draft().attributes()).isEqualTo(Map.of("colour", "red", "sizes", List.of("S", "M")));
        assertThat(rows.get(1).id()).isEqualTo("2");
        assertThat(rows.get(1).draft().offer()).isEqualTo(new Item.Offer(new BigDecimal("9.5"), "EUR", 3, false));
        assertThatThrownBy(rows.get(2)::id).hasMessageContaining("not JSON");
        assertThatThrownBy(rows.get(3)::id).hasMessageContaining("no JSON object");
        assertThatThrownBy(rows.get(4)::id).hasMessageContaining("no id");
    }

    @ParameterizedTest
    @CsvSource({"price,cheap", "price,'1,50'", "stock,1.5", "active,maybe"})
    void aValueThatCannotBeReadIsNamed(String field, String value) throws IOException {
        Feed.Row row = only(feed("items.tsv", "id\t" + field + "\n1\t" + value + "\n"));
        assertThatThrownBy(row::draft).isInstanceOf(InvalidRequest.class).hasMessageContainingAll(field, value);
    }

    @Test
    void picturesAreNamedByTheIdOrByAColumnAndStayInTheirFolder() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("1.png"), PICTURE);
        Files.write(images.resolve("other.jpg"), PICTURE);
        Files.write(folder.resolve("secret.jpg"), PICTURE);
        Path byId = write("a.tsv", "id\n1\n2\n../secret\n");
        List<Feed.Row> rows = rows(new Feed(byId, Map.of(), images, "en", null));
        assertThat(rows.get(0).draft().pictures()).containsExactly(PICTURE);
        assertThat(rows.get(1).draft().pictures()).isNull();
        assertThatThrownBy(rows.get(2)::draft).hasMessageContaining("outside");

        Path byName = write("b.tsv", "id\timage\n1\tother.jpg\n2\tmissing.jpg\n3\t/etc/passwd\n4\ta\0b\n");
        List<Feed.Row> named = rows(new Feed(byName, Map.of(), images, "en", null));
        assertThat(named.get(0).draft().pictures()).containsExactly(PICTURE);
        assertThatThrownBy(named.get(1)::draft).hasMessageContaining("missing.jpg");
        assertThatThrownBy(named.get(2)::draft).hasMessageContaining("outside");
        assertThatThrownBy(named.get(3)::draft).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void aFileThatCannotBeImportedIsSaidInOneSentence() throws IOException {
        assertThatThrownBy(() -> feed("items.xlsx", "")).hasMessageContainingAll("items.xlsx", ".csv");
        assertThatThrownBy(() -> feed("items.tsv", "name\nA\n")).hasMessageContaining("--map id=");
        assertThatThrownBy(() -> feed("items.tsv", "")).hasMessageContaining("--map id=");
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "id,title\n1,Caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> new Feed(latin, Map.of(), null, "en", null).rows())
                .hasMessageContainingAll("latin.csv", "not UTF-8");
    }

    private Feed feed(String name, String content) throws IOException {
        return new Feed(write(name, content), Map.of(), null, "en", null);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static List<Feed.Row> rows(Feed feed) {
        List<Feed.Row> rows = new ArrayList<>();
        feed.forEach(rows::add);
        return rows;
    }

    private static Feed.Row only(Feed feed) {
        assertThat(feed).hasSize(1);
        return feed.iterator().next();
    }
}
