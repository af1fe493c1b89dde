package dev.vitrine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.vitrine.TestDatabase;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.demo.Background;
import dev.vitrine.demo.Category;
import dev.vitrine.demo.Colour;
import dev.vitrine.demo.Drawing;
import dev.vitrine.demo.Pattern;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.Vision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** The shipped model says which parts of a picture speak for words. */
@SpringBootTest(properties = "vitrine.work.enabled=false")
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class WhyIntegrationTests {

    @Autowired
    private MockMvcTester api;

    @Autowired
    private Catalog catalog;

    @Autowired
    private Why why;

    @Autowired
    private VectorIndex index;

    @Autowired
    private Vision vision;

    @Autowired
    private JdbcClient jdbc;

    private final byte[] mug =
            new Drawing(Category.MUG, Colour.RED, Pattern.PLAIN, Colour.WHITE, 1, Background.values()[0], 5).png(96);

    @BeforeEach
    void putTheMug() {
        jdbc.sql("delete from item").update();
        catalog.put(
                "mug",
                new ItemDraft(
                        Map.of("en", "Red mug"),
                        Map.of(),
                        null,
                        Map.of(),
                        new Item.Offer(null, null, null, true),
                        List.of(mug)));
    }

    private MvcTestResult ask(String path, String role) {
        return api.perform(get(path).with(user("somebody").roles(role)));
    }

    @Test
    void theGridAndTheCosineAreTheModelsOwn() {
        Why.Explanation explanation = why.explain("mug", "a red mug", 0);

        double cosine = index.encoder()
                .texts(List.of("a red mug"), Priority.BULK)
                .getFirst()
                .dot(index.encoder()
                        .pictures(List.of(vision.decode(mug)), Priority.BULK)
                        .getFirst());
        assertThat(explanation.cosine()).isCloseTo(cosine, within(1e-3));
        assertThat(explanation.model()).isEqualTo(index.space().model());
        assertThat(explanation.shares()).hasSize(explanation.rows());
        assertThat(explanation.shares().getFirst()).hasSize(explanation.columns());
        assertThat(sum(explanation))
                .as("the patches speak more for what is there")
                .isGreaterThan(sum(why.explain("mug", "a blue shoe", 0)));
    }

    private static double sum(Why.Explanation explanation) {
        return explanation.shares().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    @Test
    void aStorefrontGetsTheGridAndTheHeatMap() throws IOException {
        MvcTestResult answer = ask("/api/v1/items/mug/why?q=red mug", "STOREFRONT");
        assertThat(answer).hasStatusOk().bodyJson().extractingPath("$.rows").isEqualTo(8);
        MvcTestResult overlay = ask("/api/v1/items/mug/why/overlay?q=red mug", "STOREFRONT");
        assertThat(overlay).hasStatusOk().hasContentType("image/png");
        var drawn = ImageIO.read(new ByteArrayInputStream(overlay.getResponse().getContentAsByteArray()));
        assertThat(List.of(drawn.getWidth(), drawn.getHeight())).containsExactly(96, 96);
    }

    @Test
    void whatCannotBeAskedIsSaidInASentence() {
        assertThat(ask("/api/v1/items/mug/why?q=red&picture=1", "SHOP"))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("The item \"mug\" has 1 pictures; there is none at position 1.");
        assertThat(ask("/api/v1/items/mug/why?q= ", "SHOP"))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("The words have 0 characters; between 1 and 500 are taken.");
        assertThat(ask("/api/v1/items/mug/why?q=" + "a".repeat(501), "SHOP")).hasStatus(400);
        assertThat(ask("/api/v1/items/mug/why?q=" + "a".repeat(500), "SHOP")).hasStatusOk();
        assertThat(ask("/api/v1/items/nothing/why?q=red", "SHOP")).hasStatus(404);
    }
}
