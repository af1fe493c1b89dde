package dev.vitrine.bench;

import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.Role;
import dev.vitrine.bench.Latencies.Figures;
import dev.vitrine.bench.Load.Call;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.nightly.Night;
import dev.vitrine.nightly.Nights;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Measures the server on a synthetic shop. */
@Component
@Command(
        name = "bench serve",
        mixinStandardHelpOptions = true,
        description = {
            "Fill a database of its own with a synthetic shop, serve it, and measure recommendations (each after a click",
            "of that user), similar items, search and interactions over HTTP, the index's recall, and a night."
        })
class BenchServeCommand implements Callable<Integer> {

    private static final List<Double> SHARES = List.of(1.0, 0.5, 0.1, 0.05, 0.01, 0.001);
    private static final String MODEL = "bench-clip";
    private static final List<Call> MIX = List.of(
            Call.RECOMMENDATIONS,
            Call.RECOMMENDATIONS,
            Call.RECOMMENDATIONS,
            Call.RECOMMENDATIONS,
            Call.SIMILAR,
            Call.SIMILAR,
            Call.SEARCH,
            Call.INTERACTION);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--items", defaultValue = "200000", description = "1,000 to 5,000,000; default ${DEFAULT-VALUE}.")
    private int items;

    @Option(
            names = "--dimension",
            defaultValue = "512",
            description = "Of the vectors, 16 to 2,000; default ${DEFAULT-VALUE}.")
    private int dimension;

    @Option(names = "--users", defaultValue = "100000", description = "1 to 10,000,000; default ${DEFAULT-VALUE}.")
    private int users;

    @Option(
            names = "--interactions",
            defaultValue = "2000000",
            description = "0 to 200,000,000; default ${DEFAULT-VALUE}.")
    private int interactions;

    @Option(
            names = "--clients",
            split = ",",
            defaultValue = "1,8,32",
            description = "At once, 1 to 256; default ${DEFAULT-VALUE}.")
    private List<Integer> clients = List.of();

    @Option(names = "--seconds", defaultValue = "15", description = "Of each load, 1 to 600; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--queries",
            defaultValue = "50",
            description = "For each recall, 1 to 1,000; default ${DEFAULT-VALUE}.")
    private int queries;

    @Option(names = "--skip-night", description = "Measure no night.")
    private boolean skipNight;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    private final DataSource shop;
    private final String url;
    private final String user;
    private final String password;
    private final Path shipped;

    BenchServeCommand(
            DataSource shop,
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username}") String user,
            @Value("${spring.datasource.password:}") String password,
            @Value("${vitrine.vision.shipped}") Path shipped) {
        this.shop = shop;
        this.url = url;
        this.user = user;
        this.password = password;
        this.shipped = shipped;
    }

    /**
     * A load and what it gave.
     *
     * @param load what the clients called
     */
    record Measured(String load, int clients, Map<Call, Figures> calls) {}

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        check();
        var size = new ShopSize(items, dimension, users, interactions, 7);
        Path home = Files.createTempDirectory("vitrine-bench-");
        try (var database = new ScratchDatabase(shop, url, user, password)) {
            WideModel.write(
                    shipped.resolve("demo-clip"), home.resolve("models").resolve(MODEL), dimension, size.seed());
            try (ConfigurableApplicationContext server = serve(database, home)) {
                measure(server, database, size);
            }
        } finally {
            FileSystemUtils.deleteRecursively(home);
        }
        return 0;
    }

    private void check() {
        within("--items", items, 1000, 5_000_000);
        within("--dimension", dimension, 16, 2000);
        within("--users", users, 1, 10_000_000);
        within("--interactions", interactions, 0, 200_000_000);
        within("--seconds", seconds, 1, 600);
        within("--queries", queries, 1, 1000);
        clients.forEach(count -> within("--clients", count, 1, 256));
    }

    private void within(String option, int value, int least, int most) {
        BenchServer.within(spec, option, value, least, most);
    }

    private ConfigurableApplicationContext serve(ScratchDatabase database, Path home) {
        say("Starting a server on a database of its own");
        return BenchServer.start(database, home, "--vitrine.index.model=" + MODEL, "--vitrine.work.enabled=false");
    }

    private void measure(ConfigurableApplicationContext server, ScratchDatabase database, ShopSize size)
            throws IOException, SQLException, InterruptedException {
        var index = server.getBean(VectorIndex.class);
        int space = index.space().id();
        long began = System.nanoTime();
        try (Connection connection = database.connection()) {
            new SyntheticShop(size, connection, this::say).fill(space);
        }
        double filled = (System.nanoTime() - began) / 1e9;
        Night recomputed = !skipNight ? night(server.getBean(Nights.class)) : null;
        List<Measured> loads = loads(server, size);
        List<Recall.Found> recall = new ArrayList<>();
        var measuring = new Recall(index, server.getBean(Catalog.class), server.getBean(JdbcTemplate.class), size);
        for (double share : SHARES) {
            say("Recall where %.1f %% of the items match".formatted(100 * share));
            recall.add(measuring.of(share, queries));
        }
        print(size, filled, recomputed, loads, recall);
    }

    private Night night(Nights nights) throws InterruptedException {
        Night night = nights.start(true);
        while (!night.ended()) {
            say(night.steps().stream()
                    .filter(step -> step.state() == Night.State.RUNNING)
                    .findFirst()
                    .map(step -> "The night: " + step.name()
                            + (step.of() == null ? "" : ", " + step.done() + " of " + step.of()))
                    .orElse("The night"));
            Thread.sleep(Duration.ofSeconds(5));
            night = nights.night(night.id());
        }
        return night;
    }

    private List<Measured> loads(ConfigurableApplicationContext server, ShopSize size) throws InterruptedException {
        String key = server.getBean(ApiKeys.class).create(Role.SHOP, "bench").secret();
        var uri = URI.create("http://127.0.0.1:" + server.getEnvironment().getProperty("local.server.port"));
        var load = new Load(uri, key, size);
        say("Warming up");
        load.run(2, Duration.ofSeconds(Math.min(60, 2L * seconds)), MIX, 0);
        List<Measured> loads = new ArrayList<>();
        for (int count : clients) {
            for (Call call : List.of(Call.RECOMMENDATIONS, Call.RECOMMENDATIONS_WITHOUT_A_CLICK)) {
                say("%s only, %d clients".formatted(call.words(), count));
                loads.add(new Measured(
                        "alone", count, load.run(count, Duration.ofSeconds(seconds), List.of(call), count)));
            }
            say("All calls together, " + count + " clients");
            loads.add(new Measured("mixed", count, load.run(count, Duration.ofSeconds(seconds), MIX, 100L + count)));
        }
        return loads;
    }

    private void print(
            ShopSize size,
            double filled,
            @org.jspecify.annotations.Nullable Night night,
            List<Measured> loads,
            List<Recall.Found> recall) {
        PrintWriter out = spec.commandLine().getOut();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long resident = resident();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("shop", size);
            answer.put("filledSeconds", filled);
            answer.put("night", night);
            answer.put("loads", loads);
            answer.put("recall", recall);
            answer.put("heapBytes", heap);
            answer.put("residentBytes", resident);
            out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            out.flush();
            return;
        }
        out.printf(
                Locale.ROOT,
                "%,d items of %d dimensions, %,d users, %,d interactions; filled in %.0f s; %d cores%n",
                size.items(),
                size.dimension(),
                size.users(),
                size.interactions(),
                filled,
                Runtime.getRuntime().availableProcessors());
        if (night != null && night.endedAt() != null) {
            out.printf(Locale.ROOT, "The night (%s):%n", night.state());
            night.steps()
                    .forEach(step -> out.printf(
                            Locale.ROOT,
                            "  %-12s %8.1f s%n",
                            step.name(),
                            step.startedAt() == null || step.endedAt() == null
                                    ? 0
                                    : Duration.between(step.startedAt(), step.endedAt())
                                                    .toMillis()
                                            / 1000.0));
        }
        out.printf(
                "%-6s %7s  %-32s %9s %8s %8s %8s %8s %7s%n",
                "load", "clients", "call", "answers/s", "p50 ms", "p95 ms", "p99 ms", "longest", "errors");
        loads.forEach(load -> load.calls()
                .forEach((call, figures) -> out.printf(
                        Locale.ROOT,
                        "%-6s %7d  %-32s %9.1f %8.2f %8.2f %8.2f %8.1f %7d%n",
                        load.load(),
                        load.clients(),
                        call.words(),
                        figures.perSecond(),
                        figures.p50(),
                        figures.p95(),
                        figures.p99(),
                        figures.longest(),
                        figures.errors())));
        out.printf("%-14s %11s %11s %8s%n", "items matching", "recall@100", "full pages", "p50 ms");
        recall.forEach(found -> out.printf(
                Locale.ROOT,
                "%12.1f %% %11.4f %9.0f %% %8.2f%n",
                100 * found.share(),
                found.recall(),
                100 * found.full(),
                found.p50()));
        out.printf(
                Locale.ROOT, "Memory of server and clients: %,d MB, of it heap %,d MB%n", resident >> 20, heap >> 20);
        out.flush();
    }

    private static long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // not on this system
        }
    }

    private void say(String doing) {
        spec.commandLine().getErr().println(doing);
        spec.commandLine().getErr().flush();
    }
}
