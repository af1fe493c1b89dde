package dev.vitrine.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.TestDatabase;
import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** A real server: which forms may be large, and for whom they are read at all. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "vitrine.work.enabled=false",
            "vitrine.vision.shipped=target/no-models",
            "vitrine.home=target/upload-home",
            "vitrine.demo.enabled=false",
            "vitrine.feed.max-file-size=14MB",
            "vitrine.feed.max-zip-size=1MB"
        })
@Import(TestDatabase.class)
class UploadServletIntegrationTests {

    private static final int MEGABYTE = 1024 * 1024;

    @LocalServerPort
    private int port;

    @Autowired
    private ApiKeys keys;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aFileOfItemsMayBeLargerThanAPhoto() throws Exception {
        HttpResponse<String> taken = send("/api/v1/admin/imports?dryRun=true", "feed", 13 * MEGABYTE);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(taken.body()).contains("\"refused\":0");
        HttpResponse<String> large = send("/api/v1/admin/imports?dryRun=true", "feed", 14 * MEGABYTE + 1);
        assertThat(large.statusCode()).isEqualTo(422);
        assertThat(large.body()).contains("14680064");
        HttpResponse<String> larger = send("/api/v1/admin/imports", "feed", 17 * MEGABYTE);
        assertThat(larger.statusCode()).isEqualTo(413);
        assertThat(larger.body()).contains("too-large", "The upload has");
        assertThat(send("/api/v1/search", "photo", 13 * MEGABYTE).statusCode()).isEqualTo(413);
    }

    @Test
    void aStrangersUploadIsNotRead() throws Exception {
        HttpRequest page = HttpRequest.newBuilder(uri("/console/imports"))
                .header("Accept", "text/html")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofByteArray(form("feed", 2 * MEGABYTE)))
                .build();
        HttpResponse<String> answer = client.send(page, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(client.send(
                                HttpRequest.newBuilder(uri("/console/imports"))
                                        .header("Accept", "text/html")
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(302);
    }

    private HttpResponse<String> send(String path, String part, int bytes) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header(
                        "Authorization",
                        "Bearer " + keys.create(Role.ADMIN, "test").secret())
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofByteArray(form(part, bytes)))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A file of that many bytes: rows of one long value each. */
    private static byte[] form(String part, int bytes) throws IOException {
        var form = new ByteArrayOutputStream();
        form.write(("--x\r\nContent-Disposition: form-data; name=\"" + part
                        + "\"; filename=\"items.csv\"\r\nContent-Type: text/csv\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        String header = "id,title\n";
        form.write(header.getBytes(StandardCharsets.UTF_8));
        String row = "a,A\n";
        String filler = "\n".repeat(bytes - header.length() - row.length());
        form.write((row + filler).getBytes(StandardCharsets.UTF_8));
        form.write("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }
}
