package dev.vitrine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.vitrine.catalog.Drawn;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.problem.InvalidRequest;
import java.awt.Color;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
        ItemDraft draft = only("items.tsv", """
                sku\tname\tdescription\tprice_usd\tcategories\tmaterial\tyear\tcode
                MH01\tA "big" Hoodie\tWarm. &bull; Two-tone.\t52\tShop/Men/Tops/Hoodies &amp; Co,Shop/New,Shop\tWool|Fleece\t2011\t007
                """).draft();

        assertThat(draft.titles()).containsExactly(entry("en", "A \"big\" Hoodie"));
        assertThat(draft.descriptions()).containsExactly(entry("en", "Warm. • Two-tone."));
        assertThat(draft.category()).isEqualTo("Hoodies & Co");
        assertThat(draft.offer()).isEqualTo(new Item.Offer(new BigDecimal("52"), "USD", null, true));
        assertThat(draft.attributes())
                .isEqualTo(Map.of("material", List.of("Wool", "Fleece"), "year", 2011, "code", "007"));
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
        assertThat(only("items.tsv", "id\tcategory\n1\t" + value + "\n").draft().category())
                .isEqualTo(category);
    }

    @Test
    void aMappingGoesBeforeUsualNamesAndMayLeaveAFieldOut() throws IOException {
        FeedFile file = file("items.csv", "id,title,colour,kind\n1,\"Red, long\",red,Shirt\n");
        FeedRow row = rows(file).getFirst();
        ItemDraft draft = new Feed(
                        file.columns(),
                        new FeedMapping(Map.of("category", "kind", "title", "colour"), null),
                        "zh",
                        null,
                        NOW)
                .read(row)
                .draft();
        assertThat(draft.titles()).containsExactly(entry("zh", "red"));
        assertThat(draft.category()).isEqualTo("Shirt");
        assertThat(draft.attributes()).containsExactly(entry("title", "Red, long"));

        assertThat(feed(file, new FeedMapping(Map.of("title", ""), null))
                        .read(row)
                        .draft()
                        .titles())
                .isEmpty();
        assertThatThrownBy(() -> feed(file, new FeedMapping(Map.of("colour", "red"), null)))
                .hasMessageContainingAll("colour", "title");
        assertThatThrownBy(() -> feed(file, new FeedMapping(Map.of("title", "name"), null)))
                .hasMessageContainingAll("name", "kind");
        assertThatThrownBy(() -> feed(file, new FeedMapping(null, Set.of("size"))))
                .hasMessageContainingAll("size", "kind");
    }

    @Test
    void aFileFromASpreadsheetIsReadDespiteItsMark() throws IOException {
        assertThat(only("items.csv", "\uFEFFid,title\r\n1,A\r\n").id()).isEqualTo("1");
    }

    @Test
    void rowsHaveTheirLineInTheFile() throws IOException {
        assertThat(rows(file("items.csv", "id,title\n1,A\n\n2,\"B\nC\"\n3,D")).stream()
                        .map(FeedRow::line))
                .containsExactly(2L, 5L, 6L);
    }

    @Test
    void aRowWithAnotherNumberOfValuesIsRefusedAlone() throws IOException {
        FeedFile file = file("items.tsv", "id\ttitle\n1\n2\tB\tC\n3\tD\n");
        Feed feed = feed(file, FeedMapping.GUESSED);
        List<FeedRow> rows = rows(file);
        assertThatThrownBy(() -> feed.read(rows.get(0)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("1", "2");
        assertThatThrownBy(() -> feed.read(rows.get(1)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContainingAll("3", "2");
        assertThat(feed.read(rows.get(2)).id()).isEqualTo("3");
    }

    @Test
    void linesOfJsonSayWhatTheyHave() throws IOException {
        FeedFile file = file("items.ndjson", """
                {"id": "1", "title": {"en": "Shoe", "zh": "鞋"}, "attributes": {"colour": "red", "sizes": ["S", "M"]}}
                {"id": 2, "title": "Plain", "price": 9.5, "currency": "eur", "stock": 3, "active": false}
                {"id": "3",
                [1]
                {"title": "none"}
                """);
        Feed feed = feed(file, FeedMapping.GUESSED);
        List<FeedRow> rows = rows(file);
        assertThat(feed.read(rows.get(0)).draft().titles()).isEqualTo(Map.of("en", "Shoe", "zh", "鞋"));
        assertThat(feed.read(rows.get(0)).draft().attributes())
                .isEqualTo(Map.of("colour", "red", "sizes", List.of("S", "M")));
        assertThat(feed.read(rows.get(1)).id()).isEqualTo("2");
        assertThat(feed.read(rows.get(1)).draft().offer())
                .isEqualTo(new Item.Offer(new BigDecimal("9.5"), "EUR", 3, false));
        assertThatThrownBy(() -> feed.read(rows.get(2))).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> feed.read(rows.get(3))).hasMessageContaining("no JSON object");
        assertThatThrownBy(() -> feed.read(rows.get(4))).hasMessageContaining("no id");
    }

    @ParameterizedTest
    @CsvSource({"price,cheap", "price,'1,50'", "stock,1.5", "active,maybe", "sale_price,free", "availability,soon"})
    void aValueThatCannotBeReadIsNamed(String field, String value) throws IOException {
        FeedFile file = file("items.tsv", "id\t" + field + "\n1\t" + value + "\n");
        assertThatThrownBy(() -> said(file)).isInstanceOf(InvalidRequest.class).hasMessageContainingAll(field, value);
    }

    @Test
    void picturesAreNamedByColumnsInTheirOrder() throws IOException {
        Feed.Said said = only("items.tsv", """
                id\timage_link\tadditional_image_link
                1\thttps://a.example/1,2.jpg\thttps://a.example/3.jpg, https://a.example/4.jpg|https://a.example/3.jpg
                """);
        assertThat(said.pictures())
                .containsExactly("https://a.example/1,2.jpg", "https://a.example/3.jpg", "https://a.example/4.jpg");
    }

    @Test
    void aFolderGivesItsOwnFilesAlone() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("1.png"), PICTURE);
        Files.write(folder.resolve("secret.jpg"), PICTURE);
        var source = new FolderPictures(images, 10);
        assertThat(source.find("1.png")).hasSize(10);
        assertThat(source.find("2.png")).isNull();
        for (String name : new String[] {"../secret.jpg", "/etc/passwd", "a/../../secret.jpg"}) {
            assertThatThrownBy(() -> source.find(name))
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("outside");
        }
        assertThatThrownBy(() -> source.find("a\0b")).isInstanceOf(InvalidRequest.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "none",
            value = {
                "15.00 USD;none;none;in_stock;15.00;USD;none;true",
                "USD 15;none;none;in stock;15;USD;none;true",
                "15.00 USD;9.99 USD;none;preorder;9.99;USD;none;true",
                "15.00 USD;9.99 USD;2029-01-01T00:00+0100/2031-01-01T00:00Z;backorder;9.99;USD;none;true",
                "15.00 USD;9.99 USD;2031-01-01T00:00Z/2032-01-01T00:00Z;out_of_stock;15.00;USD;0;true",
                "15 eur;none;none;https://schema.org/OutOfStock;15;EUR;0;true",
                "15 eur;none;none;https://schema.org/Discontinued;15;EUR;none;false"
            })
    void anOfferIsWhatIsAskedForNow(
            String price,
            String sale,
            String dates,
            String availability,
            String asked,
            String currency,
            Integer stock,
            boolean active)
            throws IOException {
        Feed.Said said = only(
                "feed.txt",
                "id\tprice\tsale_price\tsale_price_effective_date\tavailability\n1\t" + price + "\t"
                        + Objects.requireNonNullElse(sale, "") + "\t" + Objects.requireNonNullElse(dates, "") + "\t"
                        + availability + "\n");
        assertThat(said.draft().offer()).isEqualTo(new Item.Offer(new BigDecimal(asked), currency, stock, active));
        assertThat(said.draft().attributes()).isEmpty();
    }

    @Test
    void ofAProductFeedWhatSaysNothingOfTheItemIsLeftOut() throws IOException {
        FeedFile file = file("feed.tsv", """
                id\ttitle\tdescription\timage_link\tgoogle_product_category\tproduct_type\tcolor\tshipping\ttax\tmobile_link\tcustom_label_0
                1\tMug\t<p>For <b>tea</b> &amp; more</p>\thttps://a.example/1.jpg\t2169\tHome & Garden > Mugs, Cups\tRed/Blue\tUS:::5\tUS::1\thttps://m.example\tsummer
                """);
        Feed feed = feed(file, FeedMapping.GUESSED);
        ItemDraft draft = feed.read(rows(file).getFirst()).draft();
        assertThat(draft.descriptions()).containsExactly(entry("en", "For  tea  & more"));
        assertThat(draft.category()).isEqualTo("Mugs, Cups");
        assertThat(draft.attributes())
                .isEqualTo(Map.of(
                        "color", List.of("Red", "Blue"), "custom_label_0", "summer", "google_product_category", 2169));
        assertThat(feed.meaning("shipping")).isEqualTo("ignored");
        assertThat(feed.meaning("color")).isEqualTo("attribute");

        Feed all = feed(file, new FeedMapping(null, Set.of()));
        assertThat(all.read(rows(file).getFirst()).draft().attributes()).containsKeys("shipping", "tax");
        Feed none = feed(file, new FeedMapping(null, Set.of("color", "title")));
        assertThat(none.read(rows(file).getFirst()).draft().titles()).isEmpty();
    }

    @Test
    void aFileThatCannotBeImportedIsSaidInOneSentence() throws IOException {
        assertThatThrownBy(() -> file("items.xlsx", "")).hasMessageContainingAll("items.xlsx", ".csv");
        assertThatThrownBy(() -> feed(file("items.tsv", "name\nA\n"), FeedMapping.GUESSED)
                        .complete())
                .hasMessageContaining("--map id=");
        assertThatThrownBy(
                        () -> feed(file("items.tsv", ""), FeedMapping.GUESSED).complete())
                .hasMessageContaining("--map id=");
    }

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private FeedFile file(String name, String content) throws IOException {
        return new FeedFile(Files.writeString(folder.resolve(name), content), name, Limits.DEFAULT);
    }

    private static Feed feed(FeedFile file, FeedMapping mapping) {
        return new Feed(file.columns(), mapping, "en", null, NOW);
    }

    private static List<FeedRow> rows(FeedFile file) throws IOException {
        List<FeedRow> read = new ArrayList<>();
        try (FeedFile.Rows rows = file.rows()) {
            rows.forEachRemaining(read::add);
        }
        return read;
    }

    private List<Feed.Said> said(FeedFile file) throws IOException {
        Feed feed = feed(file, FeedMapping.GUESSED);
        return rows(file).stream().map(feed::read).toList();
    }

    private Feed.Said only(String name, String content) throws IOException {
        List<Feed.Said> said = said(file(name, content));
        assertThat(said).hasSize(1);
        return said.getFirst();
    }
}
