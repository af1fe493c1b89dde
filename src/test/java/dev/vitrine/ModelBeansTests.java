package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.vision.Vision;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;

/** Commands about models run without a database. */
class ModelBeansTests {

    @TempDir
    private Path home;

    private ConfigurableApplicationContext context;
    private String printed = "";

    @BeforeEach
    void start() throws IOException, URISyntaxException {
        Path golden =
                Path.of(ModelBeansTests.class.getResource("/golden/clip/gelu").toURI());
        Files.createDirectories(home.resolve("models/tiny"));
        try (var files = Files.list(golden)) {
            for (Path file : files.toList()) {
                Files.copy(file, home.resolve("models/tiny").resolve(file.getFileName()));
            }
        }
        context = new SpringApplicationBuilder(ModelBeans.class)
                .web(WebApplicationType.NONE)
                .profiles("command")
                .run(
                        "--vitrine.home=" + home,
                        "--vitrine.vision.shipped=" + home.resolve("shipped"),
                        "--vitrine.index.model=tiny",
                        "--vitrine.models.token=hf_secret",
                        "--vitrine.models.proxy=",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/nowhere");
    }

    @AfterEach
    void close() {
        context.close();
    }

    private int run(String... args) {
        var out = new StringWriter();
        int status = Vitrine.commands(context)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(args);
        printed = out.toString();
        return status;
    }

    @Test
    void whatIsHereIsListed() {
        assertThat(run("models", "list")).isZero();
        assertThat(printed.lines())
                .anyMatch(line -> line.matches("\\* tiny +installed .*"))
                .anyMatch(line -> line.matches(" +clip-vit-l-14 +available +1.7 GB +32bd64288804 .*"));
        assertThat(run("models", "list", "--json")).isZero();
        assertThat(printed).startsWith("[").contains("\"name\" : \"tiny\"");
    }

    @Test
    void theDoctorTriesEachModel() throws IOException {
        assertThat(run("models", "doctor")).as(printed).isZero();
        assertThat(printed.lines())
                .anyMatch(line -> line.matches("ok +engine +libtorch 2.*"))
                .anyMatch(line -> line.matches("ok +model tiny .* dimensions, loaded in .*"))
                .anyMatch(line -> line.matches("ok +hub .*with a token.*"));
        assertThat(printed).doesNotContain("hf_secret");

        Path bad = Files.createDirectories(home.resolve("models/pickled"));
        Files.copy(home.resolve("models/tiny/config.json"), bad.resolve("config.json"));
        assertThat(run("models", "doctor")).isEqualTo(1);
        assertThat(printed.lines()).anyMatch(line -> line.matches("fault +model pickled .*no .*"));
    }

    @Test
    void theDoctorMissesTheShopsModel() throws IOException {
        Files.move(home.resolve("models/tiny"), home.resolve("elsewhere"));
        assertThat(run("models", "doctor")).isEqualTo(1);
        assertThat(printed).contains("model tiny").contains("not here");
    }

    @Test
    void aFailureIsOneSentence() {
        assertThat(run("models", "pull", "nothing")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(printed.strip()).startsWith("There is no model \"nothing\"").doesNotContain("\n");
        assertThat(run("models", "rm", "tiny")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(printed).contains("--force");
        assertThat(run("models", "rm")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("models", "verify")).isZero();
        assertThat(printed).contains("No model was pulled");
    }

    @Test
    void nothingElseIsStarted() {
        assertThat(context.getBeanProvider(javax.sql.DataSource.class).getIfAvailable())
                .isNull();
        assertThat(context.getBean(Vision.class).folder("tiny")).isEqualTo(home.resolve("models/tiny"));
    }
}
