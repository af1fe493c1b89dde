package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Item;
import dev.vitrine.chat.StubChat;
import dev.vitrine.enrichment.Selection;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Vocabularies;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;

/** Single tasks of shoppers and operators; {@link OperatorsDayBrowserTests} tells a whole day. */
class PagesBrowserTests extends DemoShopInABrowser {

    @Autowired
    private Vocabularies vocabularies;

    @Test
    void aNewVisitorLooksAndTheWindowFollows() {
        browser.open("/shop");
        browser.await(".basis", "popular right now");
        List<String> popular = browser.texts("#window .title");
        browser.screenshot("shop-new-visitor");

        browser.click("#window .card:nth-child(2) .look");
        browser.await("#foryou .basis", "looked at a moment ago");
        browser.screenshot("shop-item");
        browser.click(".crumbs a");

        browser.await(".basis", "looked at a moment ago");
        List<String> following = browser.texts("#window .title");
        assertThat(following).hasSameSizeAs(popular).isNotEqualTo(popular).doesNotContain(popular.get(1));
        String kind = kind(popular.get(1));
        assertThat(following.subList(0, 6).stream().filter(title -> kind(title).equals(kind)))
                .as("%ss among %s", kind, following)
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aHeartChangesTheWindowAtOnceAndTheKeyboardReachesIt() {
        browser.open("/shop");
        List<String> before = browser.texts("#window .title");

        browser.find("#window .card:first-child button[value=like]").sendKeys(Keys.ENTER);

        browser.await("#notice", "Liked: " + before.getFirst());
        browser.await(".likes", "What the window goes by");
        assertThat(browser.where()).isEqualTo("/shop");
        assertThat(browser.texts("#window .title")).isNotEqualTo(before).doesNotContain(before.getFirst());

        browser.find("body").sendKeys("/");
        browser.type("#q:focus", "teapot", Keys.ENTER);
        browser.await("h1", "teapot");
    }

    @Test
    void wordsFindInBothLanguages() {
        browser.open("/shop");
        browser.type("#q", "red teapot", Keys.ENTER);
        browser.await("h1", "Found for “red teapot”");
        assertThat(browser.where()).isEqualTo("/shop/search?q=red%20teapot");
        assertThat(browser.texts("#found .title").getFirst()).contains("teapot");

        browser.click(".languages a[hreflang=zh]");
        browser.type("#q", "蓝色花瓶", Keys.ENTER);
        browser.await("h1", "“蓝色花瓶”的搜索结果");
        assertThat(browser.texts("#found .title").getFirst()).contains("花瓶");
        browser.screenshot("shop-search-zh");
    }

    @Test
    void aDroppedPhotoFindsItselfAndWordsBesideItNarrowTheSearch() {
        Item vase = catalog.matching("vase", 1).stream()
                .map(match -> catalog.items(List.of(match.item())).get(match.item()))
                .findFirst()
                .orElseThrow();
        browser.open("/shop");

        browser.drop(picture(vase));

        browser.await("h1", "Found for your photo");
        assertThat(browser.texts("#found .title").getFirst()).isEqualTo(vase.title("en"));
        browser.find("#photo-chip");
        browser.screenshot("shop-photo");

        browser.type("#q", "teddy bear", Keys.ENTER);
        browser.await("h1", "your photo and “teddy bear”");
        assertThat(browser.texts("#found .title").subList(0, 3)).anyMatch(title -> title.contains("eddy bear"));

        browser.click("#photo-remove");
        browser.type("#q", "teddy bear", Keys.ENTER);
        browser.await("h1", "Found for “teddy bear”");
    }

    @Test
    void aVisitorBecomesAnnaAndComparesByPictureOrText() {
        browser.open("/shop/visitors");
        browser.click("button[value=demo-anna]");
        browser.await("h1", "A window for Anna");
        browser.await("#window .why", "Looks like");
        browser.screenshot("shop-anna");

        browser.click("#window .card:first-child .look");
        browser.click("#alike .tabs a:nth-child(2)");
        browser.await("#alike .tabs a[aria-current]", "Picture");
        List<String> byPicture = browser.texts("#alike .title");
        browser.click("#alike .tabs a:nth-child(3)");
        browser.await("#alike .tabs a[aria-current]", "Text");
        assertThat(browser.texts("#alike .title")).isNotEqualTo(byPicture);
        browser.click("#deeds button[value=cart]");
        browser.await("#deeds button[value=cart]", "In the cart");
    }

    @Test
    void anOperatorSignsInFindsTagsAndSignsOut() {
        browser.open("/console/items");
        browser.await("h1", "Sign in");
        signIn("wrong");
        browser.await("[role=alert]", "do not belong together");
        signIn();
        browser.await("h1", "Items");

        browser.type("#q", "striped mug");
        browser.await("#found .title", "triped mug");
        assertThat(browser.where()).contains("q=striped");
        browser.click("#found .card:first-child .look");
        browser.click("#tags .bar button");
        browser.await("#tags", "Tag it again");
        browser.await("#tags", "mug");
        browser.screenshot("console-item");

        browser.click(".rooms a:first-child");
        browser.await("h1", "Overview");
        browser.await(".tiles", "demo-clip");
        browser.screenshot("console-overview");
        browser.click(".languages a[hreflang=zh]");
        browser.await("h1", "概览");
        browser.look(390, 844, "dark");
        browser.screenshot("console-overview-zh-dark-small");
        browser.click(".out button");
        browser.await("[role=status]", "您已退出登录");
        browser.open("/console");
        browser.await("h1", "登录控制台");
    }

    @Test
    void anOperatorHasItemsTaggedAndCaptionedAndReviewsThemByKeys() {
        browser.open("/console/jobs");
        signIn();
        browser.await("h1", "Jobs");
        browser.type("form:nth-child(1) input[name=filter]", "category==teapot", Keys.ENTER);
        browser.await(".job .counts", "finished");
        browser.await(".job .counts", "30 of 30");
        Item pot = catalog.page(0, 1, catalog.filter("category==teapot")).getFirst();
        browser.type("form:nth-child(2) input[name=filter]", "id==" + pot.id(), Keys.ENTER);
        browser.await(".job:first-child h3", "Captioning");
        browser.await(".job:first-child .counts", "finished");
        browser.screenshot("console-jobs");

        var categories = new Selection(Statement.State.PROPOSED, Statement.Kind.TAG, "category", null, null, null);
        List<Statement> waiting = statements.page(categories, 0, 100);
        int all = waiting.size();
        assertThat(all).isGreaterThan(20);
        browser.open("/console/review?kind=tag&topic=category");
        browser.await("#left", all + " waiting");
        focused(waiting.getFirst());
        browser.screenshot("console-review");
        browser.press("a");
        browser.await("#left", (all - 1) + " waiting");
        focused(waiting.get(1));
        browser.press("r");
        browser.await("#left", (all - 2) + " waiting");
        focused(waiting.get(2));
        browser.press("j");
        focused(waiting.get(3));
        browser.press("k");
        focused(waiting.get(2));
        browser.press("2");
        browser.await("#left", (all - 3) + " waiting");
        browser.press("u");
        browser.await(".did", "1 taken back.");
        browser.await("#left", (all - 2) + " waiting");
        focused(waiting.get(2));
        browser.press("e");
        browser.press("vase", Keys.ENTER);
        browser.await("#left", (all - 3) + " waiting");
        assertThat(browser.texts(".did")).containsExactly("1 edited.");
        browser.click(".all button[value=accept]");
        browser.await("#left", "0 waiting");
        browser.await(".did", (all - 3) + " accepted.");
        assertThat(states(waiting.subList(0, 4)))
                .containsExactly(
                        Statement.State.ACCEPTED,
                        Statement.State.REJECTED,
                        Statement.State.EDITED,
                        Statement.State.ACCEPTED);
        assertThat(statements.statement(waiting.get(2).id()).value()).isEqualTo("vase");
        assertThat(catalog.page(0, 50, catalog.filter("tag.category==vase")))
                .extracting(Item::key)
                .contains(waiting.get(2).item());

        browser.open("/console/items/" + pot.id());
        browser.await("#captions .words", "teapot");
        browser.await("#captions .from", "demo-blip");
        browser.click("#captions .statement:first-child summary");
        browser.type("#captions .statement:first-child textarea", "A pot for quokkas");
        browser.click("#captions .statement:first-child .change button");
        browser.await("#captions .statement:first-child .state", "edited");
        browser.await("#captions .statement:first-child", "The model said");
        browser.screenshot("console-item-captions");
        browser.open("/console/items?q=quokkas");
        browser.await("#found .id", pot.id());

        browser.look(390, 844, "dark");
        browser.open("/console/review?kind=tag&topic=colour&lang=zh");
        browser.await("h1", "审核");
        browser.await(".statement .title", "茶壶");
        browser.screenshot("console-review-zh-dark-small");
        assertThat(browser.find("main").getSize().getWidth()).isLessThanOrEqualTo(390);
    }

    @Test
    void anOperatorTriesAVocabularyBeforeItIsStored() {
        browser.open("/console/vocabularies/edit?name=colour");
        signIn();
        browser.await("h1", "colour");
        browser.type("input[name=background]", "4");
        browser.click("button[value=try]");
        browser.await("#outcome h2", "On 200 items; nothing is stored");
        browser.screenshot("console-vocabulary");
        assertThat(vocabularies.vocabulary("colour").background()).isNotEqualTo(4);
        browser.click("button[value=save]");
        browser.await("h1", "Vocabularies");
        assertThat(vocabularies.vocabulary("colour").background()).isEqualTo(4);
    }

    @Test
    void anOperatorFindsAnItemByADroppedPhotoAndSeesWhy() {
        Item vase = catalog.page(0, 1, catalog.filter("category==vase")).getFirst();
        browser.open("/console/search");
        signIn();
        browser.await("h1", "Search playground");
        browser.drop(picture(vase));
        browser.await(".results .card:first-child .title", vase.title("en"));
        browser.click(".results .card:first-child summary");
        browser.await(".results .card:first-child .parts", "Picture");
        browser.type("#q", "blue", Keys.ENTER);
        browser.await(".results .made", "score");
        browser.screenshot("console-search");
        browser.type("#filter", "category=~vase", Keys.ENTER);
        browser.await("#error-filter", "category");
        assertThat(browser.texts("#answer .title")).isEmpty();
        browser.find("#photo-chip");
        browser.type("#filter", "category==vase", Keys.ENTER);
        browser.await(".results .title", "vase");
        assertThat(browser.texts("#error-filter")).containsExactly("");

        browser.click("#photo-remove");
        browser.open("/console/search?lang=zh");
        browser.type("#q", "红色马克杯", Keys.ENTER);
        browser.await(".results .title", "马克杯");
        browser.await(".results .made", "分数");
        browser.look(390, 844, "dark");
        browser.screenshot("console-search-zh-dark-small");
        assertThat(browser.find("main").getSize().getWidth()).isLessThanOrEqualTo(390);

        browser.look(1280, 1400, "light");
        browser.open("/console/items/" + vase.id() + "?lang=en");
        browser.type("#why-q", "vase", Keys.ENTER);
        browser.await("#why figcaption", "Likeness");
        browser.drawn("#why img");
        browser.screenshot("console-item-why");
        browser.open("/console/items?filter=category%3D%3Dvase");
        browser.await("#found .title", "vase");
        browser.screenshot("console-items-filtered");
    }

    @Test
    void anOperatorComparesWhatAUserWouldBeShownUnderEachFusion() {
        browser.open("/console/users");
        signIn();
        browser.await("h1", "Users");
        browser.type("#q", "demo-ann");
        browser.await("#found td", "demo-anna");
        browser.look(1280, 1700, "light");
        browser.click("#found td a");
        browser.await("h1", "demo-anna");
        browser.find(".wall .title");
        List<String> early = browser.texts("#fusion-early .title");
        List<String> late = browser.texts("#fusion-late .title");
        assertThat(early).hasSize(8).isNotEqualTo(late);
        assertThat(late).hasSize(8);
        assertThat(browser.texts("#fusion-hybrid .title")).hasSize(8);
        browser.click("#fusion-late li:first-child summary");
        browser.await("#fusion-late li:first-child .parts", "Likeness");
        browser.screenshot("console-user");
        browser.look(1280, 1700, "dark");
        browser.click(".languages a[hreflang=zh]");
        browser.await("#fusions-title", "现在会给他们看什么");
        browser.screenshot("console-user-zh-dark");
        browser.look(390, 844, "light");
        assertThat(browser.find("main").getSize().getWidth()).isLessThanOrEqualTo(390);
    }

    @Test
    void anOperatorRunsAnEvaluationAndANightAndLooksAtThem() {
        browser.look(1280, 1500, "light");
        browser.open("/console/evaluation");
        signIn();
        browser.await("h1", "Evaluation");
        for (int run = 1; run <= 2; run++) {
            browser.click(".begin summary");
            browser.type("input[name=users]", run == 1 ? "10" : "20");
            browser.click(".begin .button.strong");
            browser.await(".making", "The run is done");
        }
        browser.drawn("#plot");
        browser.await("#table-all th", "late");
        browser.click(".runs tr:nth-child(2) input");
        browser.click("#compare");
        browser.await("#table-all .change", "0.");
        browser.drawn("#plot");
        browser.screenshot("console-evaluation");
        browser.look(1280, 1500, "dark");
        browser.click(".languages a[hreflang=zh]");
        browser.await("#table-all h2", "所有用户");
        browser.drawn("#plot");
        browser.screenshot("console-evaluation-zh-dark");

        browser.look(1280, 900, "light");
        browser.open("/console/nights?lang=en");
        browser.click("button[value=start]");
        browser.await(".night summary .state", "done");
        browser.await(".night td", "neighbours of");
        browser.screenshot("console-nights");
        browser.open("/console/models");
        browser.await("#model-demo-clip .state", "serves");
        browser.await("#model-demo-clip .list", "eager");
        browser.screenshot("console-models");
        browser.open("/console");
        browser.await(".today", "Night");
        browser.screenshot("console-overview-today");
        browser.open("/console/models?lang=zh");
        browser.await("#model-demo-clip .state", "服务中");
        browser.look(390, 844, "dark");
        browser.screenshot("console-models-zh-dark-small");
        assertThat(browser.find("main").getSize().getWidth()).isLessThanOrEqualTo(390);
    }

    @Test
    void anOperatorAsksTwoQuestionsAboutTwoPicturesAndSeesTheWordsComeByKeys() {
        List<Item> pots = catalog.page(0, 2, catalog.filter("category==teapot"));
        var rest = new CountDownLatch(1);
        LARGER.behaves(exchange -> {
            OutputStream out = StubChat.events(exchange);
            StubChat.send(out, StubChat.delta("Both are "));
            assertThat(rest.await(30, TimeUnit.SECONDS)).isTrue();
            StubChat.send(out, StubChat.delta("pots."));
            StubChat.send(out, "[DONE]");
        });
        browser.open("/console/items/" + pots.getFirst().id());
        signIn();
        browser.await("#talk h2", "Conversation");
        browser.find("#talk .bar button").sendKeys(Keys.ENTER);
        browser.await("form.ask", "Question");
        browser.click(".talk > details > summary");
        browser.type("#talk input[name=q]", pots.getLast().id());
        browser.await("#candidates", pots.getLast().id());
        browser.find("#candidates button").sendKeys(Keys.ENTER);
        browser.await(".talk .pictures li:nth-child(2)", "2");

        browser.type("form.ask textarea:focus", "What are they?", Keys.ENTER);
        browser.await("#live .words", "Both are");
        assertThat(browser.find("#live .words").getText()).doesNotContain("pots");
        browser.screenshot("console-conversation-streaming");
        rest.countDown();
        browser.await(".turns .turn:nth-child(1) .words", "Both are pots.");

        LARGER.behaves(exchange -> StubChat.send(StubChat.events(exchange), StubChat.delta("One is ")));
        browser.type("form.ask textarea:focus", "And the colours?", Keys.ENTER);
        browser.await(".turns .turn:nth-child(2)", "The answer broke off.");
        assertThat(LARGER.received.getFirst().body().path("messages").size()).isEqualTo(3);

        browser.click(".turns .turn:nth-child(1) details summary");
        browser.click(".turns .turn:nth-child(1) details button");
        browser.await("#captions .words", "Both are pots.");
        browser.await("#captions .statement", "admin");
        browser.screenshot("console-conversation");
        browser.open("/console/prompts?lang=zh");
        browser.await("h1", "提示词");
        browser.screenshot("console-prompts-zh");
    }

    @Test
    void anOperatorWeighsThePhotoAgainstTheWordsByKeys() {
        Item vase = catalog.page(0, 1, catalog.filter("category==vase")).getFirst();
        browser.open("/console/search");
        signIn();
        browser.await("h1", "Search playground");
        browser.drop(picture(vase));
        browser.await(".results .card:first-child .title", vase.title("en"));
        browser.slide("input[name=pictureWeight]", 20);
        browser.await(".weights label:nth-of-type(1) output", "0");
        browser.type("#q", "umbrella", Keys.ENTER);
        browser.await(".results .card:first-child .title", "umbrella");
        browser.hear("24 items in");
        assertThat(browser.texts(".results .title")).noneMatch(vase.title("en")::equals);
        browser.screenshot("console-search-weights");

        browser.slide("input[name=wordsWeight]", 20);
        browser.await("#error-weights", "counts 0");
        browser.slide("input[name=pictureWeight]", 0);
        browser.await(".results .card:first-child .title", vase.title("en"));
        assertThat(browser.texts("#error-weights")).containsExactly("");
        browser.click("#photo-remove");
        browser.slide("input[name=wordsWeight]", 5);
        browser.type("#q", "umbrella", Keys.ENTER);
        browser.await(".results .card:first-child .title", "umbrella");
        assertThat(browser.where()).contains("q=umbrella", "pictureWeight=1", "wordsWeight=0.75");
        browser.open("/console/search?q=umbrella&tasteWeight=0.7&lang=zh");
        browser.await(".weights legend", "各部分所占比重");
        assertThat(browser.texts(".weights output")).containsExactly("0.5", "0.5", "0.7");
        browser.look(390, 844, "dark");
        browser.screenshot("console-search-weights-zh-dark-small");
    }

    @Test
    void theTabKeyIsSeenWhereverItStops() {
        browser.open("/shop");
        assertThat(browser.unseenStops(30)).isEmpty();
        browser.open("/console");
        signIn();
        browser.await("h1", "Overview");
        for (String page :
                List.of("items?q=mug", "jobs", "search?q=mug", "evaluation", "vocabularies/edit", "imports")) {
            browser.open("/console/" + page);
            assertThat(browser.unseenStops(45)).as(page).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsSaidOnAPage() {
        browser.open("/nowhere");
        browser.await("h1", "There is nothing here");
        browser.screenshot("error");
        browser.open("/shop/items/nothing?lang=zh");
        browser.await(".lead", "店里没有这件商品");
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("404"));
    }

    @Test
    void theWindowFitsSmallScreensInTheDark() {
        browser.look(390, 844, "dark");
        browser.open("/shop?lang=zh");
        browser.await("h1", "橱窗");
        browser.screenshot("shop-zh-dark-small");
        assertThat(browser.find("main").getSize().getWidth()).isLessThanOrEqualTo(390);
    }

    /** The last word of a title's first part: "mug" of "Red mug, set of three". */
    private static String kind(String title) {
        String[] words = title.split(",", 2)[0].split(" ");
        return words[words.length - 1];
    }
}
