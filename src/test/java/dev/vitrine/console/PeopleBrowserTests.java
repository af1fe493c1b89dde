package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import dev.vitrine.access.OperatorRole;
import dev.vitrine.access.Operators;
import dev.vitrine.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Files, rules, keys and people in a real browser; without a model, which none of that needs. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "vitrine.home=target/people-home",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.access.password=let the tests in"
        })
@Import(TestDatabase.class)
class PeopleBrowserTests {

    @TempDir
    private Path folder;

    @LocalServerPort
    private int port;

    @Autowired
    private Operators operators;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcClient jdbc;

    private Browser browser;

    @BeforeEach
    void open() {
        jdbc.sql("delete from operator where name <> 'admin'").update();
        browser = new Browser("http://127.0.0.1:" + port, folder.resolve("profile"), "en");
    }

    @AfterEach
    void nothingWasComplainedOfAndNothingLeftTheMachine() {
        try {
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.hosts()).containsExactly("127.0.0.1");
            assertThat(browser.flaws()).isEmpty();
        } finally {
            browser.close();
        }
    }

    @Test
    void aFeedIsLookedAtMappedAndImported() throws IOException {
        Path feed = Files.writeString(
                folder.resolve("spring.csv"), "sku,Name,Cost,Colour\nm1,Red mug,5,red\nm2,Blue mug,cheap,blue\n");
        browser.open("/console/imports");
        signIn("admin", "let the tests in");
        browser.await("h1", "Import");
        browser.find("input[name=feed]").sendKeys(feed.toString());
        browser.click("main form button");
        browser.await("h1", "spring.csv");
        browser.find("#meaning2 option[value=price]").click();
        browser.click("button[value=preview]");
        browser.await("#preview h2", "2 rows 1 would be refused");
        assertThat(catalog.count()).isZero();
        browser.screenshot("console-import-preview");

        browser.click("button[value=start]");
        browser.await("#live", "finished");
        browser.await("#live", "cheap");
        browser.screenshot("console-import-done");
        assertThat(catalog.item("m1").attributes()).containsEntry("Colour", "red");

        browser.look(1280, 900, "dark");
        browser.open("/console/imports?lang=zh");
        browser.await("h1", "导入");
        browser.screenshot("console-imports-dark-zh");
    }

    @Test
    void anAdminAddsAViewerWhoIsOfferedNothingAndIsPutOut() {
        browser.open("/console/operators");
        signIn("admin", "let the tests in");
        browser.type("form.line input[name=name]", "vic", Keys.ENTER);
        browser.await(".once", "vic");
        String password = browser.texts(".once code").getFirst();
        browser.screenshot("console-operators");
        browser.open("/console/keys");
        browser.type("form.line input[name=name]", "shop page", Keys.ENTER);
        browser.await(".once", "vk_");
        browser.screenshot("console-keys");
        browser.open("/console/rules/edit");
        browser.type("input[name=name]", "Mugs first");
        browser.click("button.strong");
        browser.await("[role=alert]", "filter");
        assertThat(browser.complaints()).singleElement().asString().contains("/console/rules/edit", "400");
        browser.type("input[name=filter]", "category==mug", Keys.ENTER);
        browser.await("td", "Mugs first");
        browser.screenshot("console-rules");
        browser.click(".out button");

        browser.open("/console/jobs");
        signIn("vic", password);
        browser.await("h1", "Jobs");
        assertThat(browser.texts("main form h2"))
                .as("what is not seen has no words")
                .isNotEmpty()
                .containsOnly("");
        browser.open("/console/rules");
        browser.await("td", "Mugs first");
        browser.screenshot("console-rules-viewer");

        operators.change("vic", OperatorRole.OPERATOR, null);
        browser.open("/console/jobs");
        browser.await("main form h2", "Tag items");
        operators.change("vic", null, false);
        browser.open("/console/jobs");
        browser.await("h1", "Sign in");
    }

    private void signIn(String name, String password) {
        browser.type("#username", name);
        browser.type("#password", password, Keys.ENTER);
    }
}
