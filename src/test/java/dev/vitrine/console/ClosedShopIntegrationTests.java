package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** A real shop has no demo window, and a console for its operator alone, also while it has neither items nor a model. */
@SpringBootTest(
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.access.key-rate=100000"
        })
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class ClosedShopIntegrationTests {

    @Autowired
    private MockMvcTester pages;

    @Test
    void withoutTheDemoThereIsNoWindowForAnybody() {
        for (String path : new String[] {"/shop", "/shop/visitors", "/shop/items/x", "/shop/search"}) {
            assertThat(pages.perform(page(get(path)))).as(path).hasStatus(404);
            assertThat(pages.perform(page(get(path)).with(user("admin").roles("ADMIN"))))
                    .as(path)
                    .hasStatus(404);
        }
        assertThat(pages.perform(
                        page(post("/shop/visitors")).param("user", "new").with(csrf())))
                .hasStatus(404);
        assertThat(pages.perform(page(get("/"))))
                .hasStatusOk()
                .bodyText()
                .contains("href=\"/console\"", "href=\"/docs\"")
                .doesNotContain("/shop");
    }

    @Test
    void theConsoleAsksWhoIsThere() {
        assertThat(pages.perform(page(get("/console/items")))).hasStatus(302).hasRedirectedUrl("/console/login");
        assertThat(pages.perform(page(get("/console")).with(user("shop").roles("SHOP"))))
                .hasStatus(403);
        assertThat(pages.perform(page(get("/console/login"))))
                .hasStatusOk()
                .bodyText()
                .contains("name=\"_csrf\"");
    }

    @Test
    void theConsoleSaysThatThereIsNoModelAndNoItem() {
        assertThat(pages.perform(page(get("/console")).with(user("admin").roles("ADMIN"))))
                .hasStatusOk()
                .bodyText()
                .contains("There is no usable model", "demo-clip");
        assertThat(pages.perform(page(get("/console/items")).with(user("admin").roles("ADMIN"))))
                .hasStatusOk()
                .bodyText()
                .contains("./vitrine import");
    }

    private static MockHttpServletRequestBuilder page(MockHttpServletRequestBuilder request) {
        return request.header("Accept", "text/html");
    }
}
