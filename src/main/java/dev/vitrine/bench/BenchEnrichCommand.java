package dev.vitrine.bench;

import dev.vitrine.bench.EnrichmentBench.Captioned;
import dev.vitrine.bench.EnrichmentBench.Tagged;
import dev.vitrine.bench.Latencies.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Measures tagging and captioning on a synthetic shop. */
@Component
@Command(
        name = "bench enrich",
        mixinStandardHelpOptions = true,
        description = {
            "Fill a database of its own with items that have pictures, and measure embedding alone against embedding and",
            "tagging by 50 labels, in turns; then captions, while a client asks for recommendations all the time."
        })
class BenchEnrichCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--items", defaultValue = "1000", description = "20 to 100,000; default ${DEFAULT-VALUE}.")
    private int items;

    @Option(names = "--rounds", defaultValue = "5", description = "Of each, 1 to 100; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "Of recommendations without captions, 1 to 600; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "demo-clip",
            description = "The installed model that embeds and tags; default ${DEFAULT-VALUE}.")
    private String model = "demo-clip";

    @Option(
            names = "--captioner",
            paramLabel = "NAME",
            defaultValue = "demo-blip",
            description = "The installed model that captions; default ${DEFAULT-VALUE}.")
    private String captioner = "demo-blip";

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    private final DataSource shop;
    private final String url;
    private final String user;
    private final String password;
    private final Path shopHome;

    BenchEnrichCommand(
            DataSource shop,
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username}") String user,
            @Value("${spring.datasource.password:}") String password,
            @Value("${vitrine.home}") Path shopHome) {
        this.shop = shop;
        this.url = url;
        this.user = user;
        this.password = password;
        this.shopHome = shopHome;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchServer.within(spec, "--items", items, 20, 100_000);
        BenchServer.within(spec, "--rounds", rounds, 1, 100);
        BenchServer.within(spec, "--seconds", seconds, 1, 600);
        Path home = Files.createTempDirectory("vitrine-bench-");
        try (var database = new ScratchDatabase(shop, url, user, password)) {
            Path models = shopHome.resolve("models").toAbsolutePath();
            if (Files.isDirectory(models)) {
                Files.createSymbolicLink(home.resolve("models"), models);
            }
            say("Starting a server on a database of its own");
            try (ConfigurableApplicationContext server = BenchServer.start(
                    database,
                    home,
                    "--vitrine.index.model=" + model,
                    "--vitrine.enrichment.captioner=" + captioner,
                    "--vitrine.enrichment.draft-tags=false",
                    "--vitrine.enrichment.draft-captions=",
                    "--vitrine.work.enabled=true",
                    // A round is not to be as long as a worker happens to sleep.
                    "--vitrine.work.poll=10ms")) {
                var bench = new EnrichmentBench(server, items, this::say);
                bench.fill();
                print(bench.tagging(rounds), bench.captioning(Duration.ofSeconds(seconds)));
            }
        } finally {
            FileSystemUtils.deleteRecursively(home);
        }
        return 0;
    }

    private void print(Tagged tagged, Captioned captioned) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("items", items);
            answer.put("model", model);
            answer.put("captioner", captioner);
            answer.put("cores", Runtime.getRuntime().availableProcessors());
            answer.put("tagging", tagged);
            answer.put("captioning", captioned);
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            out.flush();
            return;
        }
        out.printf(
                Locale.ROOT,
                "%,d items, %s and %s; %d cores%n",
                items,
                model,
                captioner,
                Runtime.getRuntime().availableProcessors());
        out.printf("%-28s %9s %8s%n", "medians of " + rounds, "seconds", "items/s");
        row(out, "embedding", tagged.embeddingMedian());
        row(out, "embedding, " + tagged.labels() + " labels", tagged.taggingMedian());
        out.printf(
                Locale.ROOT,
                "Tagging costs %+.1f %%; %,d tags are stored.%n",
                100 * (tagged.ratio() - 1),
                tagged.tags());
        out.printf(
                Locale.ROOT,
                "Captions (%s, the best of %d): %,d items in %.0f s, %.2f a second, %.1f minutes for 1,000; %,d fitted.%n",
                captioned.style(),
                captioned.candidates(),
                captioned.captioned(),
                captioned.seconds(),
                captioned.perSecond(),
                captioned.minutesForThousand(),
                captioned.proposed());
        out.printf(
                "%-28s %9s %8s %8s %8s %8s %7s%n",
                "recommendations, 1 client", "answers/s", "p50 ms", "p95 ms", "p99 ms", "longest", "errors");
        row(out, "alone", captioned.alone());
        row(out, "while captions are written", captioned.meanwhile());
        out.flush();
    }

    private void row(PrintWriter out, String what, double took) {
        out.printf(Locale.ROOT, "%-28s %9.2f %8.1f%n", what, took, items / took);
    }

    private static void row(PrintWriter out, String when, Figures figures) {
        out.printf(
                Locale.ROOT,
                "%-28s %9.1f %8.2f %8.2f %8.2f %8.1f %7d%n",
                when,
                figures.perSecond(),
                figures.p50(),
                figures.p95(),
                figures.p99(),
                figures.longest(),
                figures.errors());
    }

    private void say(String doing) {
        spec.commandLine().getErr().println(doing);
        spec.commandLine().getErr().flush();
    }
}
