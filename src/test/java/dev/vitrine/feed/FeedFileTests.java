package dev.vitrine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as rows: what they are, what they may not be, and how large. */
class FeedFileTests {

    private static final String RSS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
            <channel>
              <title>The shop</title><link>https://shop.example</link><description>All of it</description>
              <item>
                <g:id>m1</g:id>
                <title><![CDATA[Mug & Cup]]></title>
                <g:description>Red &amp; round</g:description>
                <link>https://shop.example/m1</link>
                <g:image_link>https://shop.example/m1.jpg</g:image_link>
                <g:additional_image_link>https://shop.example/m1-b.jpg</g:additional_image_link>
                <g:additional_image_link>https://shop.example/m1-c.jpg</g:additional_image_link>
                <g:price>15.00 USD</g:price>
                <g:sale_price>12.00 USD</g:sale_price>
                <g:availability>in_stock</g:availability>
                <g:brand>Clay</g:brand>
                <g:google_product_category>2169</g:google_product_category>
                <g:product_type>Home &gt; Kitchen &gt; Mugs</g:product_type>
                <g:color>red</g:color>
                <g:item_group_id>m</g:item_group_id>
                <g:shipping><g:country>US</g:country><g:price>5 USD</g:price></g:shipping>
                <g:custom_label_0>summer</g:custom_label_0>
              </item>
              <item><g:id>m2</g:id><title>杯子</title></item>
            </channel>
            </rss>
            """;

    private static final String ATOM = """
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
              <title>The shop</title>
              <link rel="self" href="https://shop.example"/>
              <entry>
                <id>tag:shop.example,2030:m1</id>
                <g:id>m1</g:id>
                <title>Mug</title>
                <link href="https://shop.example/m1"/>
                <summary>Round</summary>
                <g:availability>out of stock</g:availability>
                <g:image_link>https://shop.example/m1.jpg</g:image_link>
                <updated>2030-01-01T00:00:00Z</updated>
              </entry>
            </feed>
            """;

    @TempDir
    private Path folder;

    @Test
    void aProductFeedInRssIsItemsByDefault() throws IOException {
        FeedFile file = file("feed.xml", RSS);
        assertThat(file.size()).isEqualTo(2);
        List<FeedRow> rows = rows(file);
        assertThat(rows).extracting(FeedRow::line).containsExactly(5L, 24L);
        Feed.Said said = read(file, rows.get(0));
        assertThat(said.id()).isEqualTo("m1");
        assertThat(said.draft().titles()).isEqualTo(Map.of("en", "Mug & Cup"));
        assertThat(said.draft().descriptions()).isEqualTo(Map.of("en", "Red & round"));
        assertThat(said.draft().category()).isEqualTo("Mugs");
        assertThat(said.draft().offer().price()).isEqualByComparingTo("12");
        assertThat(said.draft().offer().currency()).isEqualTo("USD");
        assertThat(said.draft().attributes())
                .isEqualTo(Map.of(
                        "brand", "Clay",
                        "color", "red",
                        "item_group_id", "m",
                        "custom_label_0", "summer",
                        "google_product_category", 2169,
                        "link", "https://shop.example/m1"));
        assertThat(said.pictures())
                .containsExactly(
                        "https://shop.example/m1.jpg",
                        "https://shop.example/m1-b.jpg",
                        "https://shop.example/m1-c.jpg");
        assertThat(read(file, rows.get(1)).draft().titles()).isEqualTo(Map.of("en", "杯子"));
    }

    @Test
    void aProductFeedInAtomIsItemsToo() throws IOException {
        FeedFile file = file("feed.atom", ATOM);
        Feed.Said said = read(file, rows(file).getFirst());
        assertThat(said.id()).isEqualTo("m1");
        assertThat(said.draft().descriptions()).isEqualTo(Map.of("en", "Round"));
        assertThat(said.draft().offer().stock()).isZero();
        assertThat(said.draft().attributes()).isEqualTo(Map.of("link", "https://shop.example/m1"));
    }

    @Test
    @Timeout(20)
    void whatAFeedDeclaresIsNeitherFetchedNorUnfolded() throws IOException {
        var calls = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            Path secret = Files.writeString(folder.resolve("secret"), "the secret");
            String item = "<rss><channel><item><id>1</id><title>&x;</title></item></channel></rss>";
            for (String declared : new String[] {
                "<!DOCTYPE rss [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
                "<!DOCTYPE rss [<!ENTITY x SYSTEM \"" + address + "x\">]>",
                "<!DOCTYPE rss SYSTEM \"" + address + "rss.dtd\">",
                "<!DOCTYPE rss [<!ENTITY % p SYSTEM \"" + address + "p\">%p;]>",
                "<!DOCTYPE rss [<!ENTITY x \"fine\">]>"
            }) {
                assertThatThrownBy(() -> file("feed.xml", declared + item))
                        .as(declared)
                        .isInstanceOf(FeedUnreadable.class)
                        .hasMessageContaining("document type declaration")
                        .hasMessageNotContaining("the secret");
            }
            assertThat(calls).hasValue(0);
            assertThatThrownBy(() -> file("feed.xml", item)).isInstanceOf(FeedUnreadable.class);
        } finally {
            server.stop(0);
        }
    }

    @Test
    @Timeout(20)
    void aBillionLaughsAreNotLaughed() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE rss [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 10; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        laughs.append("]><rss><channel><item><id>&l9;</id></item></channel></rss>");
        assertThatThrownBy(() -> file("feed.xml", laughs.toString()))
                .isInstanceOf(FeedUnreadable.class)
                .hasMessageContaining("document type declaration");
    }

    @Test
    void brokenXmlIsRefusedAsAWholeWithItsLine() {
        assertThatThrownBy(() -> file("feed.xml", "<rss><channel>\n<item><id>1</id></item>\n<item><id>2</item>"))
                .isInstanceOf(FeedUnreadable.class)
                .hasMessageContainingAll("line 3", "not well-formed");
        assertThatThrownBy(() -> file("feed.xml", "no xml")).isInstanceOf(FeedUnreadable.class);
        assertThatThrownBy(() -> file("feed.xml", "<a>".repeat(1000) + "</a>".repeat(1000)))
                .isInstanceOf(FeedUnreadable.class)
                .hasMessageContaining("nested");
        assertThatCode(() -> file("feed.xml", "<a>".repeat(19) + "</a>".repeat(19)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "GBK"})
    void whatIsNotUtf8IsRefusedWithASentence(String charset) throws IOException {
        for (String name : new String[] {"a.csv", "a.ndjson", "a.xml"}) {
            Path file = folder.resolve(name);
            Files.write(
                    file,
                    (name.endsWith("xml")
                                    ? "<rss><channel><item><id>Café 咖</id></item></channel></rss>"
                                    : "id,title\n1,Café 咖\n")
                            .getBytes(Charset.forName(charset)));
            assertThatThrownBy(() -> new FeedFile(file, name, Limits.DEFAULT))
                    .isInstanceOf(FeedUnreadable.class)
                    .hasMessageContainingAll("not UTF-8", name);
        }
    }

    @Test
    void anXmlFeedThatNamesAnotherEncodingIsRefused() throws IOException {
        assertThatThrownBy(() -> file("a.xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss/>"))
                .isInstanceOf(FeedUnreadable.class)
                .hasMessageContainingAll("ISO-8859-1", "UTF-8");
        assertThat(rows(file("b.xml", "\uFEFF" + RSS))).hasSize(2);
        assertThat(rows(file("b.ndjson", "\uFEFF{\"id\": 1}"))).singleElement().matches(row -> row.damage() == null);
    }

    @Test
    void aSpreadsheetsSemicolonsSeparateToo() throws IOException {
        assertThat(rows(file("a.csv", "id;title;price\n1;\"Red; long\";5\n")))
                .singleElement()
                .matches(row -> row.values().equals(Map.of("id", "1", "title", "Red; long", "price", "5")));
    }

    @Test
    void rowsColumnsAndBytesAreLimited() throws IOException {
        assertThat(small("a.csv", "id\n1\n2\n3\n").size()).isEqualTo(3);
        assertThatThrownBy(() -> small("a.csv", "id\n1\n2\n3\n4\n")).hasMessageContaining("more than 3 rows");
        assertThat(small("a.csv", "a,b,c\n").columns()).hasSize(3);
        assertThatThrownBy(() -> small("a.csv", "a,b,c,d\n")).hasMessageContainingAll("4 columns", "at most 3");
        assertThat(rows(small("a.csv", "id\n" + "x".repeat(58) + "\n")))
                .singleElement()
                .matches(row -> row.damage() == null);
        assertThat(rows(small("a.csv", "id\n" + "x".repeat(59) + "\n")))
                .singleElement()
                .matches(row -> String.valueOf(row.damage()).contains("61 characters; at most 60"));
        assertThatCode(() -> small("a.csv", "id\n" + "\n".repeat(197))).doesNotThrowAnyException();
        assertThatThrownBy(() -> small("a.csv", "id\n" + "\n".repeat(198)))
                .hasMessageContainingAll("201 bytes", "at most 200");
        String wide = "<rss><item><id>" + "x".repeat(59) + "</id></item><item><id>2</id></item></rss>";
        assertThat(rows(small("a.xml", wide)))
                .extracting(row -> row.damage() == null)
                .containsExactly(false, true);
    }

    @Test
    void partsOfARowFileAreReadAlone() throws IOException {
        StringBuilder csv = new StringBuilder("id,title\n");
        for (int i = 0; i < 25; i++) {
            csv.append(i).append(",杯子 ").append(i).append('\n');
        }
        RowFile.write(folder, file("a.csv", csv.toString()), 10);
        assertThat(RowFile.parts(folder)).isEqualTo(3);
        assertThat(RowFile.part(folder, 2))
                .extracting(row -> row.values().get("title"))
                .hasSize(5)
                .contains("杯子 24");
        assertThat(RowFile.part(folder, 1)).hasSize(10).first().matches(row -> row.line() == 12);
        assertThat(RowFile.first(folder, 12)).hasSize(12);
    }

    private FeedFile file(String name, String content) throws IOException {
        return new FeedFile(
                Files.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8)), name, Limits.DEFAULT);
    }

    private FeedFile small(String name, String content) throws IOException {
        return new FeedFile(Files.writeString(folder.resolve(name), content), name, Limits.SMALL);
    }

    private static List<FeedRow> rows(FeedFile file) throws IOException {
        List<FeedRow> read = new ArrayList<>();
        try (FeedFile.Rows rows = file.rows()) {
            rows.forEachRemaining(read::add);
        }
        return read;
    }

    private static Feed.Said read(FeedFile file, FeedRow row) {
        return new Feed(file.columns(), FeedMapping.GUESSED, "en", null, Instant.EPOCH).read(row);
    }
}
