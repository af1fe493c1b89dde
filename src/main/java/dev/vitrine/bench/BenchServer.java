package dev.vitrine.bench;

import dev.vitrine.Vitrine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A server in this process, as a shop has it, on a database of its own. */
final class BenchServer {

    private BenchServer() {}

    /**
     * Starts one on a free port.
     *
     * @param home for what it keeps in files
     * @param settings beside those that every bench has, each as an argument of the program
     */
    static ConfigurableApplicationContext start(ScratchDatabase database, Path home, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--logging.level.root=error",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--vitrine.home=" + home,
                "--vitrine.nightly.cron=-",
                "--vitrine.demo.enabled=false",
                // The bench is one caller with one key.
                "--vitrine.access.key-rate=" + Integer.MAX_VALUE));
        all.addAll(List.of(settings));
        return new SpringApplicationBuilder(Vitrine.class)
                .web(WebApplicationType.SERVLET)
                .run(all.toArray(String[]::new));
    }

    /** Refuses an option's value that is out of its bounds. */
    static void within(CommandSpec spec, String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %,d to %,d, not %,d.".formatted(option, least, most, value));
        }
    }
}
