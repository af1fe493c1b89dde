package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.vitrine.TestDatabase;
import dev.vitrine.problem.InvalidRequest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Filters against the same conditions in Java, over a drawn shop. */
@SpringBootTest(properties = "vitrine.work.enabled=false")
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class FilterIntegrationTests {

    private static final List<String> COLOURS = List.of("red", "blue", "50% grey", "Red", "a*b");

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvcTester api;

    private final List<Item> items = new ArrayList<>();

    @BeforeEach
    void openTheShop() {
        jdbc.sql("delete from item").update();
        var random = new Random(5);
        for (int i = 0; i < 80; i++) {
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("number", i);
            if (i % 3 > 0) {
                attributes.put("colour", COLOURS.get(random.nextInt(COLOURS.size())));
            }
            if (i % 4 > 0) {
                attributes.put("sizes", List.of("S", "M", "L").subList(0, random.nextInt(4)));
            }
            if (i % 5 > 0) {
                attributes.put("washable", i % 2 == 0);
            }
            attributes.put("weight", i % 2 == 0 ? "%d.50".formatted(i) : i + 0.5);
            attributes.put("price", "a tag");
            attributes.put("shoe size", i % 7);
            items.add(catalog.put(
                    "item-" + i,
                    new ItemDraft(
                            Map.of("en", "Mug " + i, "zh", "马克杯" + i),
                            Map.of(),
                            i % 10 == 0
                                    ? null
                                    : List.of("mugs", "bowls", "plates").get(i % 3),
                            attributes,
                            new Item.Offer(
                                    i % 6 == 0 ? null : new BigDecimal(i).setScale(2),
                                    i % 2 == 0 ? "EUR" : "CNY",
                                    i % 9 == 0 ? Integer.valueOf(0) : i % 8 == 0 ? null : Integer.valueOf(i),
                                    i % 11 > 0),
                            List.of())));
        }
    }

    @Test
    void agreesWithTheSameConditionInJava() {
        same("price<50", item -> price(item) < 50);
        same("price>=50", item -> price(item) >= 50);
        same("price==12.0", item -> price(item) == 12);
        same("price!=12", item -> price(item) != 12);
        same("price=null=true", item -> item.offer().price() == null);
        same("id==item-3", item -> item.id().equals("item-3"));
        same(
                "id=in=(item-3,item-44,nothing)",
                item -> List.of("item-3", "item-44").contains(item.id()));
        same("category=in=(mugs,bowls)", item -> List.of("mugs", "bowls").contains("" + item.category()));
        same("category=out=(mugs,bowls)", item -> !List.of("mugs", "bowls").contains("" + item.category()));
        same("category==B*s", item -> "bowls".equals(item.category()));
        same("currency==EUR", item -> "EUR".equals(item.offer().currency()));
        same("stock>0", item -> item.offer().stock() != null && item.offer().stock() > 0);
        same("active==false", item -> !item.offer().active());
        String tomorrow = LocalDate.now().plusDays(2).toString();
        same("created<" + tomorrow + ";updated<" + tomorrow + "T00:00:00%2B00:00".replace("%2B", "+"), item -> true);
        same("created>" + tomorrow, item -> false);
        same("title=='Mug 7'", item -> item.id().equals("item-7"));
        same("title.zh==马克*1", item -> item.id().endsWith("1"));
        same("title.zh=='*mug*'", item -> false);
        same("title==mug*", item -> true);
        same("colour==red", item -> "red".equals(item.attributes().get("colour")));
        same("colour!=red", item -> !"red".equals(item.attributes().get("colour")));
        same(
                "colour==r*d",
                item -> "red".equalsIgnoreCase("" + item.attributes().get("colour")));
        same("colour=='50%*'", item -> "50% grey".equals(item.attributes().get("colour")));
        same("colour==a\\*b", item -> "a*b".equals(item.attributes().get("colour")));
        same("colour=null=true", item -> !item.attributes().containsKey("colour"));
        same("sizes==M", item -> ("" + item.attributes().get("sizes")).contains("M"));
        same("sizes==m*", item -> ("" + item.attributes().get("sizes")).contains("M"));
        same("washable==true", item -> Boolean.TRUE.equals(item.attributes().get("washable")));
        same("number==7", item -> item.id().equals("item-7"));
        same("number=in=(7,8.0)", item -> List.of("item-7", "item-8").contains(item.id()));
        same("weight>10;weight<=20.5", item -> key(item) > 9 && key(item) <= 20);
        same("attributes.price=='a tag'", item -> true);
        same("shoe%20size==3", item -> key(item) % 7 == 3);
    }

    @Test
    void joinsComparisonsAsRsqlDoes() {
        same(
                "price<50;colour==red,category=in=(mugs,bowls);number>60",
                item -> price(item) < 50 && "red".equals(item.attributes().get("colour"))
                        || List.of("mugs", "bowls").contains("" + item.category()) && key(item) > 60);
        same(
                "(colour==red or colour==blue) and number<40",
                item -> List.of("red", "blue").contains("" + item.attributes().get("colour")) && key(item) < 40);
    }

    @Test
    void onlyWhatMayBeShownIsAvailable() {
        Filter filter = catalog.filter("number<40");
        Predicate<Item> match = item -> key(item) < 40;
        List<Long> all = items.stream().map(Item::key).toList();

        assertThat(catalog.available(all, filter))
                .containsExactlyInAnyOrderElementsOf(
                        keys(match.and(item -> item.offer().available())));
        assertThat(catalog.available(all, filter.withSoldOut()))
                .containsExactlyInAnyOrderElementsOf(
                        keys(match.and(item -> item.offer().active())));
        assertThat(catalog.available(5, filter))
                .containsExactlyElementsOf(keys(match.and(item -> item.offer().available())).stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(5)
                        .toList());
        assertThat(catalog.available(all, Filter.ALL.without(List.of(catalog.filter("colour==red")))))
                .containsExactlyInAnyOrderElementsOf(keys(item -> item.offer().available()
                        && !"red".equals(item.attributes().get("colour"))));
        int matching = keys(match.and(item -> item.offer().available())).size();
        assertThat(catalog.selected(filter, matching))
                .hasValueSatisfying(keys -> assertThat(keys).hasSize(matching));
        assertThat(catalog.selected(filter, matching - 1)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsRefusedInASentence() {
        refused("colours==red", "\"colours\"", "no item has", "category");
        refused("title.fr==x", "title.fr", "[en, zh]");
        refused("price<cheap", "price", "\"cheap\"", "a number");
        refused("active==yes", "active", "true or false");
        refused("active>true", "cannot order active");
        refused("title>a", "cannot order title");
        refused("created>soon", "created", "2026-01-31");
        refused("created>+999999999-01-01", "created");
        refused("price<", "cannot be read", "1 argument");
        refused("price<1 stock", "character 9");
        refused("(price<1", "at its end");
        refused("price<1;;stock>1", "from character 9");
        refused("price=like=5", "=like=", "=in=");
        refused("number=='1' or 1=1) --", "cannot be read");
        refused("colour==\0", "null character");
    }

    @Test
    void itsSizeHasLimits() {
        String comparison = "number==1";
        assertThat(catalog.filter(comparison + (",number==1").repeat(49))).isNotNull();
        refused(comparison + (",number==1").repeat(50), "51 comparisons", "50");
        assertThat(catalog.filter("(".repeat(10) + comparison + ")".repeat(10))).isNotNull();
        refused("(".repeat(11) + comparison + ")".repeat(11), "deeper than 10", "character 11");
        assertThat(catalog.filter("number=in=(1" + ",2".repeat(199) + ")")).isNotNull();
        refused("number=in=(1" + ",2".repeat(200) + ")", "201 values", "200");
        assertThat(catalog.filter("id==" + "x".repeat(1996))).isNotNull();
        refused("id==" + "x".repeat(1997), "2001 characters", "2000");
    }

    @Test
    void quotesAndSqlInValuesAreValues() {
        same("colour==\"'; drop table item; --\"", item -> false);
        same("id=='%'", item -> false);
        assertThatThrownBy(() -> catalog.filter("colour'==red")).isInstanceOf(InvalidRequest.class);
        assertThat(catalog.count()).isEqualTo(80);
    }

    @Test
    void theListOfItemsTakesAFilter() {
        assertThat(api.perform(get("/api/v1/items")
                        .queryParam("filter", "number=in=(3,50);price>4")
                        .with(user("shop").roles("SHOP"))))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[*].id")
                .asArray()
                .containsExactly("item-50");
        assertThat(api.perform(get("/api/v1/items")
                        .queryParam("filter", "colours==red")
                        .with(user("shop").roles("SHOP"))))
                .hasStatus(400)
                .bodyJson()
                .isLenientlyEqualTo("{\"type\": \"urn:vitrine:problem:unknown-field\", \"unknown\": \"colours\"}");
    }

    private void same(String filter, Predicate<Item> expected) {
        assertThat(catalog.page(0, 100, catalog.filter(filter)))
                .as(filter)
                .extracting(Item::id)
                .containsExactlyElementsOf(
                        items.stream().filter(expected).map(Item::id).toList());
    }

    private void refused(String filter, String... parts) {
        assertThatThrownBy(() -> catalog.filter(filter))
                .as(filter)
                .isInstanceOf(dev.vitrine.problem.Problem.class)
                .satisfies(problem -> assertThat(problem.getMessage()).contains(parts));
    }

    private List<Long> keys(Predicate<Item> condition) {
        return items.stream().filter(condition).map(Item::key).toList();
    }

    private static double price(Item item) {
        return item.offer().price() == null ? Double.NaN : item.offer().price().doubleValue();
    }

    private static int key(Item item) {
        return Integer.parseInt(item.id().substring("item-".length()));
    }
}
