package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.chat.StubChat;
import dev.vitrine.demo.DemoShop;
import dev.vitrine.enrichment.Statement;
import dev.vitrine.enrichment.Statements;
import dev.vitrine.work.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The demo shop and the console in a real browser, with the model that ships. Loading it takes a minute, so that those
 * who look at it share it; each leaves the shop's own items as they were.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "vitrine.home=target/browser-home",
            "vitrine.demo.enabled=true",
            "vitrine.access.password=let the tests in",
            "vitrine.chat.model=stub"
        })
@Import(TestDatabase.class)
abstract class DemoShopInABrowser {

    /** The larger model. It answers as long as the shop is open, which Spring keeps until all tests are done. */
    static final StubChat LARGER = new StubChat();

    @TempDir
    Path folder;

    @LocalServerPort
    private int port;

    @Autowired
    private DemoShop demo;

    @Autowired
    Work work;

    @Autowired
    Catalog catalog;

    @Autowired
    Statements statements;

    Browser browser;

    @DynamicPropertySource
    static void larger(DynamicPropertyRegistry registry) {
        registry.add("vitrine.chat.base-url", LARGER::url);
    }

    @BeforeEach
    void openTheShop() {
        await("the demo shop is loaded").atMost(Duration.ofMinutes(5)).until(() -> !demo.due());
        everyItemHasItsVectors();
        browser = new Browser("http://127.0.0.1:" + port, folder.resolve("profile"), "en");
    }

    @AfterEach
    void nothingIsWrongWithThePagesAndNothingLeftTheMachine() {
        try {
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.hosts()).containsExactly("127.0.0.1");
            assertThat(browser.flaws()).isEmpty();
        } finally {
            browser.close();
        }
    }

    void everyItemHasItsVectors() {
        await("every item has its vectors")
                .atMost(Duration.ofMinutes(5))
                .until(() -> work.progress("embed").idle());
    }

    void signIn(String password) {
        browser.type("#username", "admin");
        browser.type("#password", password, Keys.ENTER);
    }

    void signIn() {
        signIn("let the tests in");
    }

    byte[] picture(Item item) {
        return catalog.picture(item.pictures().getFirst().sha256());
    }

    void focused(Statement statement) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(browser.focused()).isEqualTo("s" + statement.id()));
    }

    List<Statement.State> states(List<Statement> these) {
        return these.stream()
                .map(statement -> statements.statement(statement.id()).state())
                .toList();
    }
}
