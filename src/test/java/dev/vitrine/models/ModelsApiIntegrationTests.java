package dev.vitrine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.vitrine.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** What an operator's page sees of models, and a pull in the background. */
@SpringBootTest(properties = {"vitrine.work.enabled=false", "vitrine.models.back-off=1ms"})
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class ModelsApiIntegrationTests {

    private static final FakeHub HUB = new FakeHub();

    @TempDir
    private static Path home;

    @Autowired
    private MockMvcTester api;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) throws IOException {
        Path catalogue = home.resolve("catalogue.json");
        Files.writeString(catalogue, Shelf.known(FakeHub.COMMIT, FakeHub.CONFIG, FakeHub.WEIGHTS));
        registry.add("vitrine.home", home::toString);
        registry.add("vitrine.models.catalogue", () -> "file:" + catalogue);
        registry.add("vitrine.models.mirror", () -> HUB.url("127.0.0.1"));
        registry.add("vitrine.models.proxy", () -> "");
    }

    @AfterAll
    static void close() {
        HUB.close();
    }

    private MvcTestResult call(MockHttpServletRequestBuilder request, String role) {
        return api.perform(request.with(user("somebody").roles(role)));
    }

    private String afterwards(String state) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String body = "";
        while (System.nanoTime() < end && !body.contains(state)) {
            Thread.sleep(50);
            try {
                body = call(get("/api/v1/admin/models"), "ADMIN").getResponse().getContentAsString();
            } catch (java.io.UnsupportedEncodingException e) {
                throw new AssertionError(e);
            }
        }
        return body;
    }

    @Test
    void aPullRunsInTheBackgroundAndTheListShowsHowFarItIs() throws InterruptedException {
        String weights = FakeHub.file("model.safetensors");
        HUB.next(weights, FakeHub.status(404));
        assertThat(call(post("/api/v1/admin/models/small/pull"), "ADMIN")).hasStatus(202);
        assertThat(afterwards("FAILED")).contains("\"reason\":\"The file model.safetensors could not be fetched");

        HUB.next(weights, HUB.tricklesAfter(1000, 3));
        assertThat(call(post("/api/v1/admin/models/small/pull"), "ADMIN")).hasStatus(202);
        assertThat(afterwards("\"file\":\"model.safetensors\"")).contains("\"size\":" + FakeHub.WEIGHTS.length);
        assertThat(call(post("/api/v1/admin/models/small/pull"), "ADMIN"))
                .hasStatus(202)
                .bodyJson()
                .isLenientlyEqualTo("{\"state\": \"RUNNING\"}");
        HUB.breakOff();

        assertThat(afterwards("DONE")).contains("\"state\":\"INSTALLED\"", FakeHub.COMMIT);
        assertThat(home.resolve("models/small/model.safetensors")).hasBinaryContent(FakeHub.WEIGHTS);
    }

    @Test
    void anUnknownModelIsRefusedAtOnce() {
        assertThat(call(post("/api/v1/admin/models/large/pull"), "ADMIN"))
                .hasStatus(404)
                .bodyJson()
                .isLenientlyEqualTo("{\"type\": \"urn:vitrine:problem:model-unknown\"}");
    }

    @Test
    void onlyAnAdminMay() {
        assertThat(call(get("/api/v1/admin/models"), "SHOP")).hasStatus(403);
        assertThat(call(post("/api/v1/admin/models/small/pull"), "SHOP")).hasStatus(403);
    }
}
