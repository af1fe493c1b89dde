package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.chat.StubChat;
import dev.vitrine.demo.Background;
import dev.vitrine.demo.Category;
import dev.vitrine.demo.Colour;
import dev.vitrine.demo.Drawing;
import dev.vitrine.demo.Pattern;
import dev.vitrine.enrichment.Selection;
import dev.vitrine.enrichment.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** An operator's day, from a feed in the morning to an evaluation in the evening: all of it through the pages. */
class OperatorsDayBrowserTests extends DemoShopInABrowser {

    private static final Map<String, Drawing> GOODS = new LinkedHashMap<>(Map.of(
            "quay-umbrella",
                    new Drawing(
                            Category.UMBRELLA, Colour.RED, Pattern.STRIPED, Colour.WHITE, 1, Background.WHITE, 4001),
            "quay-hat", new Drawing(Category.HAT, Colour.BLUE, Pattern.PLAIN, Colour.WHITE, 1, Background.WHITE, 4002),
            "quay-rug",
                    new Drawing(Category.RUG, Colour.GREEN, Pattern.CHECKED, Colour.YELLOW, 1, Background.GREY, 4003),
            "quay-dress",
                    new Drawing(
                            Category.DRESS, Colour.YELLOW, Pattern.DOTTED, Colour.BLACK, 1, Background.WHITE, 4004)));

    @AfterEach
    void takeTheGoodsAway() {
        GOODS.keySet().forEach(catalog::delete);
    }

    @Test
    void anOperatorsDay() throws IOException {
        signInAndImportAFeed();
        haveItTaggedAndCaptioned();
        reviewByKeys();
        askTwoQuestionsAboutTwoPictures();
        findAnItemByAPhoto();
        compareTheFusions();
        runAnEvaluation();
        lookAtAllOfItInChinese();
    }

    private void signInAndImportAFeed() throws IOException {
        browser.open("/console");
        browser.await("h1", "Sign in");
        browser.screenshot("day-01-sign-in");
        signIn();
        browser.await("h1", "Overview");
        browser.screenshot("day-02-overview");

        browser.click(".rooms a[href='/console/imports']");
        browser.await("h1", "Import");
        browser.choose("input[name=feed]", feed());
        browser.choose("input[name=zip]", pictures());
        browser.type("input[name=currency]", "EUR");
        browser.click("main form .strong");
        browser.await("h1", "quay.csv");
        browser.await("#preview h2", "5 rows 1 would be refused");
        browser.screenshot("day-03-import-preview");
        browser.click("button[value=start]");
        browser.await("#live", "finished");
        browser.await("#live", "4 stored");
        browser.await("#live td", "cheap");
        browser.screenshot("day-04-import-done");
        everyItemHasItsVectors();
    }

    /** Four items, and a row that no shop can sell. */
    private Path feed() throws IOException {
        return Files.writeString(folder.resolve("quay.csv"), """
                sku,title,category,price,stock,photo,maker
                quay-umbrella,Umbrella for the quay,umbrella,19.90,12,umbrella.png,Quay
                quay-hat,Hat for the quay,hat,29.90,3,hat.png,Quay
                quay-rug,Rug for the quay,rug,89,1,rug.png,Quay
                quay-dress,Dress for the quay,dress,64.50,0,dress.png,Quay
                quay-boat,Boat for the quay,boat,cheap,1,,Quay
                """);
    }

    private Path pictures() throws IOException {
        Path file = folder.resolve("pictures.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var item : GOODS.entrySet()) {
                zip.putNextEntry(new ZipEntry(item.getKey().replace("quay-", "") + ".png"));
                zip.write(item.getValue().png(256));
            }
        }
        return file;
    }

    private void haveItTaggedAndCaptioned() {
        browser.click(".rooms a[href='/console/jobs']");
        browser.await("h1", "Jobs");
        browser.type("form:nth-child(1) input[name=filter]", "maker==Quay", Keys.ENTER);
        browser.await(".job:first-child .counts", "4 of 4");
        browser.await(".job:first-child .counts", "finished");
        browser.type("form:nth-child(2) input[name=filter]", "maker==Quay", Keys.ENTER);
        browser.await(".job:first-child h3", "Captioning");
        browser.await(".job:first-child .counts", "finished");
        browser.await(".job:first-child .counts", "4 of 4");
        browser.screenshot("day-05-jobs");
    }

    private void reviewByKeys() {
        List<Statement> captions = waiting(Statement.Kind.CAPTION, "en concise");
        assertThat(captions).hasSizeGreaterThanOrEqualTo(4);
        browser.click(".rooms a[href='/console/review']");
        browser.await("h1", "Review");
        browser.screenshot("day-06-review");
        browser.click(".topics a[href*='kind=caption'][href*='en']");
        focused(captions.getFirst());
        browser.press("a");
        left(captions.size() - 1);
        browser.hear("1 accepted.");
        focused(captions.get(1));
        browser.press("r");
        left(captions.size() - 2);
        focused(captions.get(2));
        browser.press("e");
        browser.type("#queue textarea:focus", "Made for wet days", Keys.chord(Keys.CONTROL, Keys.ENTER));
        left(captions.size() - 3);
        browser.screenshot("day-07-review-captions");
        assertThat(states(captions.subList(0, 4)))
                .containsExactly(
                        Statement.State.ACCEPTED,
                        Statement.State.REJECTED,
                        Statement.State.EDITED,
                        Statement.State.PROPOSED);
        assertThat(statements.statement(captions.get(2).id()).value()).isEqualTo("Made for wet days");

        List<Statement> colours = waiting(Statement.Kind.TAG, "colour");
        assertThat(colours).isNotEmpty();
        browser.click(".topics a[href*='topic=colour']");
        focused(colours.getFirst());
        browser.press("e");
        browser.press("green", Keys.ENTER);
        left(colours.size() - 1);
        assertThat(statements.statement(colours.getFirst().id()).value()).isEqualTo("green");
    }

    private List<Statement> waiting(Statement.Kind kind, String topic) {
        return statements.page(new Selection(Statement.State.PROPOSED, kind, topic, null, null, null), 0, 100);
    }

    private void left(int count) {
        browser.await("#left", count + " waiting");
    }

    private void askTwoQuestionsAboutTwoPictures() {
        browser.open("/console/items?q=umbrella%20quay");
        browser.click("#found .card:first-child .look");
        browser.await("h1", "Umbrella for the quay");
        browser.click("#talk .bar button");
        browser.await("form.ask", "Question");
        browser.click(".talk > details > summary");
        browser.type("#talk input[name=q]", "quay-hat");
        browser.await("#candidates", "quay-hat");
        browser.click("#candidates button");
        browser.await(".talk .pictures li:nth-child(2)", "2");

        LARGER.behaves(StubChat.words("An umbrella ", "and a hat."));
        browser.type("form.ask textarea", "What are they?", Keys.ENTER);
        browser.await(".turns .turn:nth-child(1) .words", "An umbrella and a hat.");
        LARGER.behaves(StubChat.words("Red, ", "and blue."));
        browser.type("form.ask textarea", "Which colours have they?", Keys.ENTER);
        browser.await(".turns .turn:nth-child(2) .words", "Red, and blue.");
        String asked = LARGER.received.getFirst().body().toString();
        assertThat(asked).contains("Which colours have they?", "What are they?", "An umbrella and a hat.");
        assertThat(asked.split("data:image/", -1)).as("both pictures").hasSize(3);
        browser.find("form.ask");
        browser.screenshot("day-08-conversation");
    }

    private void findAnItemByAPhoto() {
        browser.click(".rooms a[href='/console/search']");
        browser.await("h1", "Search playground");
        browser.drop(GOODS.get("quay-rug").png(320));
        browser.await(".results .card:first-child .title", "Rug for the quay");
        browser.screenshot("day-09-found-by-photo");
        browser.click(".results .card:first-child .look");
        browser.await("h1", "Rug for the quay");
    }

    private void compareTheFusions() {
        browser.click(".rooms a[href='/console/users']");
        browser.type("#q", "demo-ann");
        browser.await("#found td", "demo-anna");
        browser.click("#found td a");
        browser.await("h1", "demo-anna");
        List<String> late = browser.texts("#fusion-late .title");
        assertThat(late).hasSize(8);
        assertThat(browser.texts("#fusion-early .title")).hasSize(8).isNotEqualTo(late);
        assertThat(browser.texts("#fusion-hybrid .title")).hasSize(8);
        browser.look(1280, 1700, "light");
        browser.screenshot("day-10-fusions");
        browser.look(1280, 900, "light");
    }

    private void runAnEvaluation() {
        browser.click(".rooms a[href='/console/evaluation']");
        browser.await("h1", "Evaluation");
        browser.click(".begin summary");
        browser.type("input[name=users]", "10");
        browser.click(".begin .button.strong");
        browser.await(".making", "The run is done");
        browser.drawn("#plot");
        browser.await("#table-all th", "late");
        browser.look(1280, 1500, "light");
        browser.screenshot("day-11-evaluation");
    }

    private void lookAtAllOfItInChinese() {
        browser.click(".languages a[hreflang=zh]");
        browser.await("h1", "评估");
        browser.drawn("#plot");
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/console");
        pages.put("imports", "/console/imports");
        pages.put("items", "/console/items?q=quay");
        pages.put("item", "/console/items/quay-umbrella");
        pages.put("jobs", "/console/jobs");
        pages.put("review", "/console/review");
        pages.put("search", "/console/search?q=%E9%9B%A8%E4%BC%9E");
        pages.put("user", "/console/users/one?user=demo-anna");
        pages.put("evaluation", "/console/evaluation");
        pages.forEach((name, page) -> {
            browser.look(1280, 1200, "light");
            browser.open(page);
            assertThat(browser.texts(".rooms a[aria-current]"))
                    .singleElement()
                    .asString()
                    .matches("\\p{IsHan}+");
            browser.screenshot("day-zh-" + name);
            browser.look(390, 844, "dark");
            browser.screenshot("day-zh-" + name + "-dark-small");
        });
        browser.look(1280, 900, "light");
        browser.click(".out button");
        browser.await("[role=status]", "您已退出登录");
    }
}
