package dev.vitrine.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;

import dev.vitrine.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** A classifier's labels over the API; the golden tests hold its numbers against the reference. */
@SpringBootTest(properties = {"vitrine.work.enabled=false", "vitrine.vision.shipped=src/test/resources/golden/family"})
@AutoConfigureMockMvc
@Import(TestDatabase.class)
class LabelsApiIntegrationTests {

    @Autowired
    private MockMvcTester api;

    private MvcTestResult ask(String path) throws IOException {
        byte[] picture = Files.readAllBytes(Path.of("src/test/resources/golden/clip/wide.png"));
        return api.perform(multipart(path)
                .file(new MockMultipartFile("picture", picture))
                .with(user("somebody").roles("ADMIN")));
    }

    @Test
    void anInstalledClassifierNamesAPicture() throws IOException {
        MvcTestResult answer = ask("/api/v1/admin/models/vit/labels?limit=5");
        assertThat(answer)
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.labels.length()")
                .isEqualTo(5);
        assertThat(answer).bodyJson().extractingPath("$.labels[0].label").isEqualTo("shoe");
    }

    @Test
    void anotherKindOfModelAndALimitOutOfRangeAreRefusedInASentence() throws IOException {
        assertThat(ask("/api/v1/admin/models/siglip/labels"))
                .hasStatus(422)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("The model siglip is no classifier of pictures.");
        assertThat(ask("/api/v1/admin/models/vit-plain/labels"))
                .hasStatus(422)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("The model vit-plain has no labels: it is a ViTModel without a classifier.");
        for (int limit : new int[] {0, 101}) {
            assertThat(ask("/api/v1/admin/models/vit/labels?limit=" + limit))
                    .hasStatus(400)
                    .bodyJson()
                    .extractingPath("$.detail")
                    .isEqualTo("The limit " + limit + " is not between 1 and 100.");
        }
        assertThat(ask("/api/v1/admin/models/vit/labels?limit=100")).hasStatusOk();
    }
}
