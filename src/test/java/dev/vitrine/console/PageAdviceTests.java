package dev.vitrine.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.ItemNotFound;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class PageAdviceTests {

    private final PageAdvice advice = new PageAdvice();

    @Test
    void whatNobodyForesawIsNotShown() throws Exception {
        var page = advice.page(new IllegalStateException("password=secret"));

        assertThat(page.getStatus()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(page.getModel().toString()).contains("unexpected").doesNotContain("secret", "IllegalState");
    }

    @Test
    void whatACallerCanActOnIsShown() throws Exception {
        var page = advice.page(new ItemNotFound("x1"));

        assertThat(page.getStatus()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(page.getModel()).containsEntry("kind", "item-not-found");
        assertThat(page.getModel().get("detail")).asString().contains("x1");
    }
}
