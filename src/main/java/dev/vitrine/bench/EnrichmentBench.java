package dev.vitrine.bench;

import dev.vitrine.access.ApiKeys;
import dev.vitrine.access.Role;
import dev.vitrine.bench.Latencies.Figures;
import dev.vitrine.bench.Load.Call;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.enrichment.Captions;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Captions.StyleSettings;
import dev.vitrine.enrichment.Orders;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.work.Job;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What tagging costs beside embedding, and captioning while a client is served. The server's own workers do it, on queues
 * and database as in a shop.
 */
final class EnrichmentBench {

    private static final String VOCABULARY = "bench";
    private static final String EMBED_QUEUE = "embed";
    private static final int USERS = 1000;
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Catalog catalog;
    private final Work work;
    private final Jobs jobs;
    private final Orders orders;
    private final Captions captions;
    private final Vocabularies vocabularies;
    private final JdbcTemplate database;
    private final Load load;
    private final int items;
    private final Consumer<String> say;

    EnrichmentBench(ConfigurableApplicationContext server, int items, Consumer<String> say) {
        this.catalog = server.getBean(Catalog.class);
        this.work = server.getBean(Work.class);
        this.jobs = server.getBean(Jobs.class);
        this.orders = server.getBean(Orders.class);
        this.captions = server.getBean(Captions.class);
        this.vocabularies = server.getBean(Vocabularies.class);
        this.database = server.getBean(JdbcTemplate.class);
        this.items = items;
        this.say = say;
        String key = server.getBean(ApiKeys.class).create(Role.SHOP, "bench").secret();
        var uri = URI.create("http://127.0.0.1:" + server.getEnvironment().getProperty("local.server.port"));
        int dimension = server.getBean(VectorIndex.class).space().dimension();
        load = new Load(uri, key, new ShopSize(items, dimension, USERS, 0, 7));
    }

    /**
     * Rounds of both, taken in turns.
     *
     * @param embeddingSeconds of all items alone, round by round
     * @param taggingSeconds of the same with tags for all
     * @param ratio of the medians; 1.05 is five per cent more
     * @param tags that a round stored
     */
    record Tagged(
            int labels,
            List<Double> embeddingSeconds,
            List<Double> taggingSeconds,
            double embeddingMedian,
            double taggingMedian,
            double ratio,
            long tags) {}

    /**
     * Captions, and the recommendations of one client that asks all the time.
     *
     * @param captioned items; each has a caption where one fitted
     * @param proposed captions that did
     * @param candidates texts that were written for each
     * @param alone before any caption was written
     * @param meanwhile while they were
     */
    record Captioned(
            String style,
            int candidates,
            long captioned,
            long proposed,
            double seconds,
            double perSecond,
            double minutesForThousand,
            Figures alone,
            Figures meanwhile) {}

    void fill() throws InterruptedException {
        say.accept("Filling in %,d items with pictures".formatted(items));
        PicturedShop.fill(catalog, items);
        vocabularies.put(PicturedShop.vocabulary(VOCABULARY));
        awaitVectors();
    }

    Tagged tagging(int rounds) throws InterruptedException {
        List<Double> embedding = new ArrayList<>();
        List<Double> tagging = new ArrayList<>();
        say.accept("Warming up");
        round(true);
        for (int round = 1; round <= rounds; round++) {
            say.accept("Round %d of %d".formatted(round, rounds));
            boolean tagsFirst = round % 2 == 0;
            (tagsFirst ? tagging : embedding).add(round(tagsFirst));
            (tagsFirst ? embedding : tagging).add(round(!tagsFirst));
        }
        // Whichever came last, the captions are written for items that have their vectors and tags.
        round(true);
        double embeddingMedian = median(embedding);
        double taggingMedian = median(tagging);
        return new Tagged(
                vocabularies
                        .find(VOCABULARY)
                        .map(Vocabulary::labels)
                        .orElseThrow()
                        .size(),
                embedding,
                tagging,
                embeddingMedian,
                taggingMedian,
                taggingMedian / embeddingMedian,
                count("tag"));
    }

    /** The seconds in which all items are embedded, and tagged where that is wanted. */
    private double round(boolean tags) throws InterruptedException {
        database.execute("truncate item_vector");
        database.execute("delete from statement");
        database.execute("delete from work");
        database.execute("vacuum analyze");
        List<Long> keys = database.queryForList("select id from item", Long.class);
        long began = System.nanoTime();
        work.add(EMBED_QUEUE, keys);
        awaitVectors();
        if (tags) {
            awaitEnd(orders.tag("bench", null, new Orders.TagOrder(List.of(VOCABULARY), false)));
        }
        return (System.nanoTime() - began) / 1e9;
    }

    Captioned captioning(Duration alone) throws InterruptedException {
        StyleSettings first = captions.styles().getFirst();
        var style = new Style(first.language(), first.style());
        Captions.Wish wish = captions.wish(List.of(style), null, null, null);
        say.accept("Recommendations alone");
        List<Call> call = List.of(Call.RECOMMENDATIONS);
        load.run(1, Duration.ofSeconds(2), call, 0);
        Figures undisturbed = figures(load.run(1, alone, call, 1));
        say.accept("Captions of %,d items, and recommendations meanwhile".formatted(items));
        var written = new AtomicBoolean();
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            Future<Map<Call, Figures>> asked = client.submit(() -> load.run(1, () -> !written.get(), call, 2));
            Job job;
            try {
                job = awaitEnd(orders.caption("bench", null, new Orders.CaptionOrder(wish, false)));
            } finally {
                written.set(true);
            }
            double seconds = Duration.between(job.orderedAt(), Objects.requireNonNull(job.endedAt()))
                            .toMillis()
                    / 1000.0;
            double perSecond = job.done() / seconds;
            return new Captioned(
                    style.language() + " " + style.style(),
                    wish.candidates(),
                    job.done(),
                    count("caption"),
                    seconds,
                    perSecond,
                    1000 / perSecond / 60,
                    undisturbed,
                    figures(asked.get()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("The client broke off: " + e.getCause(), e);
        }
    }

    private static Figures figures(Map<Call, Figures> calls) {
        return Objects.requireNonNull(calls.get(Call.RECOMMENDATIONS), "The client asked for nothing.");
    }

    private long count(String kind) {
        return Objects.requireNonNull(
                database.queryForObject("select count(*) from statement where kind = ?", Long.class, kind));
    }

    private void awaitVectors() throws InterruptedException {
        await(() -> {
            Work.Progress left = work.progress(EMBED_QUEUE);
            left.failures().stream().findFirst().ifPresent(failure -> {
                throw new IllegalStateException("An item cannot be embedded: " + failure.reason());
            });
            return left.idle();
        });
    }

    private Job awaitEnd(Job ordered) throws InterruptedException {
        await(() -> !jobs.job(ordered.id()).isOpen());
        Job ended = jobs.job(ordered.id());
        if (ended.done() < items) {
            throw new IllegalStateException("Of %,d items %,d failed: %s"
                    .formatted(
                            items,
                            ended.failed(),
                            jobs.failures(ended.id()).stream()
                                    .map(Work.Failure::reason)
                                    .findFirst()
                                    .orElse("no reason is known")));
        }
        return ended;
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            Thread.sleep(LOOK);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
