package dev.vitrine.demo;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.ItemDraft;
import dev.vitrine.enrichment.Label;
import dev.vitrine.enrichment.Vocabularies;
import dev.vitrine.enrichment.Vocabulary;
import dev.vitrine.interaction.Interactions;
import dev.vitrine.interaction.Interactions.Event;
import dev.vitrine.interaction.Interactions.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * The drawn shop: 480 items, 40 shoppers with two months of history, and vocabularies. Every step repeats without
 * effect, so that a load that was interrupted is simply done again.
 */
@Service
public class DemoShop {

    /** The side of its items' pictures, in pixels. */
    public static final int PICTURE_SIZE = 256;

    private static final Logger LOG = LoggerFactory.getLogger(DemoShop.class);
    private static final int BATCH = 24;
    private static final int EVENT_BATCH = 500;

    private final DemoProperties settings;
    private final Catalog catalog;
    private final Interactions interactions;
    private final Vocabularies vocabularies;
    private final JdbcClient jdbc;
    private final Clock clock;

    DemoShop(
            DemoProperties settings,
            Catalog catalog,
            Interactions interactions,
            Vocabularies vocabularies,
            JdbcClient jdbc,
            Clock clock) {
        this.settings = settings;
        this.catalog = catalog;
        this.interactions = interactions;
        this.vocabularies = vocabularies;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What its items look like. */
    public static List<Drawing> drawings() {
        return DemoItem.all().stream().map(DemoItem::drawing).toList();
    }

    /** Whether this is a demo shop and all of it is stored; vectors may still be on their way. */
    public boolean loaded() {
        return jdbc.sql("select count(*) from demo_load where completed_at is not null")
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Whether a load is due: it is switched on and the catalogue is empty, or a load was interrupted. */
    public boolean due() {
        return settings.enabled() && (begun() ? !loaded() : catalog.count() == 0);
    }

    /** Stores what is missing of the demo shop. */
    void load() {
        jdbc.sql("insert into demo_load (begun_at) values (?) on conflict do nothing")
                .param(java.sql.Timestamp.from(clock.instant()))
                .update();
        Instant begun = jdbc.sql("select begun_at from demo_load")
                .query(java.sql.Timestamp.class)
                .single()
                .toInstant();
        vocabularies().forEach(this.vocabularies::put);
        List<DemoItem> items = DemoItem.all();
        putItems(items);
        record(DemoHistory.of(items, DemoUser.all(), begun));
        jdbc.sql("update demo_load set completed_at = ?")
                .param(java.sql.Timestamp.from(clock.instant()))
                .update();
    }

    private boolean begun() {
        return jdbc.sql("select count(*) from demo_load").query(Long.class).single() > 0;
    }

    private void putItems(List<DemoItem> items) {
        for (int from = 0; from < items.size(); from += BATCH) {
            List<DemoItem> batch = items.subList(from, Math.min(from + BATCH, items.size()));
            List<ItemDraft> drafts = batch.parallelStream().map(DemoItem::draft).toList();
            for (int i = 0; i < batch.size(); i++) {
                catalog.put(batch.get(i).id(), drafts.get(i));
            }
            LOG.info("Demo shop: {} of {} items", from + batch.size(), items.size());
        }
    }

    private void record(List<Event> events) {
        for (int from = 0; from < events.size(); from += EVENT_BATCH) {
            for (Outcome outcome :
                    interactions.record(events.subList(from, Math.min(from + EVENT_BATCH, events.size())))) {
                if (outcome.problem() != null) {
                    throw outcome.problem();
                }
            }
        }
        LOG.info(
                "Demo shop: {} interactions of {} shoppers",
                events.size(),
                DemoUser.all().size());
    }

    /** Category, colour and pattern in both languages. */
    static List<Vocabulary> vocabularies() {
        return List.of(
                vocabulary(Trait.CATEGORY, Category.values(), Category::words),
                vocabulary(Trait.COLOUR, Colour.values(), Colour::words),
                vocabulary(Trait.PATTERN, Pattern.values(), Pattern::words));
    }

    private static <T> Vocabulary vocabulary(Trait trait, T[] values, Function<T, Words> words) {
        Map<String, List<String>> templates = new LinkedHashMap<>();
        DemoTexts.LANGUAGES.forEach(language -> templates.put(language, DemoTexts.templates(trait, language)));
        List<Label> labels = Stream.of(values)
                .map(words)
                .map(word -> new Label(
                        word.en().getFirst(),
                        Map.of("en", word.en().getFirst(), "zh", word.zh().getFirst())))
                .toList();
        return new Vocabulary(trait.label(), templates, labels);
    }
}
