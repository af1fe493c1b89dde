package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.Role;
import dev.vitrine.work.Work;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Runs the README's curl lines as they stand against a server, so that they stay true. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "vitrine.home=target/readme-home")
@Import(TestDatabase.class)
class ReadmeIntegrationTests {

    private static final Pattern BLOCK = Pattern.compile("^```bash\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final int BLOCKS = 9;

    @TempDir
    private Path folder;

    @LocalServerPort
    private int port;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private Work work;

    @Test
    void everyExampleIsAnsweredAsTheReadmeSays() throws Exception {
        drawPhoto();
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .filter(block -> block.contains("curl"))
                .toList();
        assertThat(blocks).hasSize(BLOCKS);

        assertThat(run(blocks.get(0))).contains("Red striped mug", "/api/v1/pictures/");
        assertThat(run(blocks.get(1)).lines().filter(line -> line.contains("\"line\"")))
                .hasSize(2)
                .noneMatch(line -> line.contains("problem"));
        await().atMost(Duration.ofMinutes(2)).until(() -> work.progress("embed").idle());

        assertThat(run(blocks.get(2))).contains("红色条纹马克杯");
        assertThat(run(blocks.get(3))).contains("\"cosine\"", "\"shares\"");
        assertThat(ImageIO.read(folder.resolve("why.png").toFile()).getWidth()).isPositive();
        assertThat(run(blocks.get(4))).contains("\"recorded\":true");
        assertThat(run(blocks.get(4))).contains("\"recorded\":false");
        assertThat(run(blocks.get(5))).contains("recommendationId", "\"item\":\"mug-1\"", "mug-2");
        assertThat(run(blocks.get(6))).contains("\"users\":");
        assertThat(run(blocks.get(7))).contains("\"interactions\":", "\"id\":\"mug-1\"", "\"users\":[]");
        assertThat(run(blocks.get(8))).contains("clay", "\"given\"");
    }

    private void drawPhoto() throws IOException {
        var image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 96, 96);
        graphics.setColor(Color.RED);
        graphics.fillRoundRect(24, 20, 48, 60, 12, 12);
        graphics.dispose();
        ImageIO.write(image, "png", folder.resolve("photo.png").toFile());
    }

    /** What a block prints; a call that is refused ends it. */
    private String run(String block) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        String script = "set -eu\ncurl() { command curl -sS --fail-with-body \"$@\"; echo; }\n" + block;
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("VITRINE", "http://127.0.0.1:" + port);
        builder.environment()
                .put("STOREFRONT_KEY", keys.create(Role.STOREFRONT, "readme").secret());
        builder.environment().put("SHOP_KEY", keys.create(Role.SHOP, "readme").secret());
        builder.environment().put("ADMIN_KEY", keys.create(Role.ADMIN, "readme").secret());
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as("%s%n%s", block, printed).isZero();
        return printed;
    }
}
