package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Captions.Wish;
import dev.vitrine.enrichment.Orders.CaptionOrder;
import dev.vitrine.enrichment.Orders.TagOrder;
import dev.vitrine.index.ItemsEmbedded;
import dev.vitrine.work.Jobs;
import dev.vitrine.work.Work;
import dev.vitrine.work.Worker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.json.JsonMapper;

/**
 * The workers that tag and caption: of jobs, and of items as they arrive where that is switched on. What they say is said
 * once however often a batch is done.
 */
@Configuration(proxyBeanMethods = false)
class EnrichmentWorkers {

    static final String DRAFT_QUEUE = "draft";

    private final Catalog catalog;
    private final Jobs jobs;
    private final Work work;
    private final Tagging tagging;
    private final Captions captions;
    private final Vocabularies vocabularies;
    private final Orders orders;
    private final EnrichmentProperties properties;

    EnrichmentWorkers(
            Catalog catalog,
            Jobs jobs,
            Work work,
            Tagging tagging,
            Captions captions,
            Vocabularies vocabularies,
            Orders orders,
            EnrichmentProperties properties) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.work = work;
        this.tagging = tagging;
        this.captions = captions;
        this.vocabularies = vocabularies;
        this.orders = orders;
        this.properties = properties;
    }

    /** A worker whose batches are split by their jobs. */
    private record ByJob(String queue, int batchSize, BiFunction<Long, List<Work.Task>, Map<Work.Task, String>> of)
            implements Worker {

        @Override
        public Map<Work.Task, String> run(List<Work.Task> batch) {
            Map<Work.Task, String> failures = new HashMap<>();
            batch.stream()
                    .collect(Collectors.groupingBy(Work.Task::job))
                    .forEach((job, tasks) -> failures.putAll(of.apply(job, tasks)));
            return failures;
        }
    }

    @Bean
    Worker tagWorker() {
        return new ByJob(Orders.TAG_QUEUE, properties.batch(), (job, tasks) -> {
            TagOrder order = JsonMapper.shared().readValue(jobs.orders(job), TagOrder.class);
            return failed(tasks, tagging.tag(items(tasks), orders.vocabularies(order), job));
        });
    }

    @Bean
    Worker captionWorker() {
        return new ByJob(Orders.CAPTION_QUEUE, properties.captionBatch(), this::caption);
    }

    /** One at a time, so that what was paid for is not lost with another's failure. */
    @Bean
    Worker remoteCaptionWorker() {
        return new ByJob(Orders.REMOTE_CAPTION_QUEUE, 1, this::caption);
    }

    private Map<Work.Task, String> caption(long job, List<Work.Task> tasks) {
        CaptionOrder order = JsonMapper.shared().readValue(jobs.orders(job), CaptionOrder.class);
        return failed(tasks, caption(items(tasks), order.wish(), order.missing(), job));
    }

    @Bean
    Worker draftWorker() {
        int batch = properties.draftCaptions().isEmpty() ? properties.batch() : properties.captionBatch();
        return new ByJob(DRAFT_QUEUE, batch, (job, tasks) -> {
            Collection<Item> items = items(tasks);
            Map<Long, String> failures = new HashMap<>();
            if (properties.draftTags()) {
                failures.putAll(tagging.tag(items, vocabularies.all(), null));
            }
            if (!properties.draftCaptions().isEmpty()) {
                failures.putAll(caption(items, captions.wish(drafted(), null, null, null), true, null));
            }
            return failed(tasks, failures);
        });
    }

    private List<Style> drafted() {
        List<Style> styles = new ArrayList<>();
        for (String topic : properties.draftCaptions()) {
            String[] words = topic.strip().split(" ", 2);
            styles.add(new Style(words[0], words.length > 1 ? words[1] : ""));
        }
        return styles;
    }

    private Map<Long, String> caption(Collection<Item> items, Wish wish, boolean onlyMissing, @Nullable Long job) {
        List<Style> styles = captions.styles(wish);
        Map<String, Set<Long>> wanted = onlyMissing
                ? orders.missingCaptions(
                        items, styles.stream().map(Style::topic).toList(), wish.engine())
                : Map.of();
        Set<Long> all = items.stream().map(Item::key).collect(Collectors.toSet());
        Map<Style, Set<Long>> missing = styles.stream()
                .collect(Collectors.toMap(style -> style, style -> wanted.getOrDefault(style.topic(), all)));
        return captions.caption(items, wish, missing, job);
    }

    /** Items that arrived, once they have their vectors: to tag them costs next to nothing then. */
    @EventListener
    void on(ItemsEmbedded embedded) {
        if (properties.draftTags() || !properties.draftCaptions().isEmpty()) {
            work.add(DRAFT_QUEUE, embedded.items());
        }
    }

    /** Those that are still there and have a picture. */
    private Collection<Item> items(List<Work.Task> tasks) {
        return catalog.items(tasks.stream().map(Work.Task::subject).toList()).values().stream()
                .filter(item -> !item.pictures().isEmpty())
                .toList();
    }

    private static Map<Work.Task, String> failed(List<Work.Task> tasks, Map<Long, String> failures) {
        return tasks.stream()
                .filter(task -> failures.containsKey(task.subject()))
                .collect(Collectors.toMap(task -> task, task -> failures.get(task.subject())));
    }
}
