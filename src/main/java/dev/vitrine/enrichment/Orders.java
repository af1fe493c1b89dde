package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Filter;
import dev.vitrine.catalog.Item;
import dev.vitrine.enrichment.Captions.Style;
import dev.vitrine.enrichment.Captions.Wish;
import dev.vitrine.enrichment.Statement.Kind;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.work.Job;
import dev.vitrine.work.Jobs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/** Tagging and captioning of many items: all of a filter, or those of which nothing is said yet. */
@Service
public class Orders {

    static final String TAG_QUEUE = "tag";
    static final String CAPTION_QUEUE = "caption";
    /** Apart from the installed model's, which has not to wait for a slow server. */
    static final String REMOTE_CAPTION_QUEUE = "caption-remote";

    private static final int PAGE = 500;

    private final Jobs jobs;
    private final Catalog catalog;
    private final Vocabularies vocabularies;
    private final Captions captions;
    private final Tagging tagging;
    private final StatementTable statements;

    Orders(
            Jobs jobs,
            Catalog catalog,
            Vocabularies vocabularies,
            Captions captions,
            Tagging tagging,
            StatementTable statements) {
        this.jobs = jobs;
        this.catalog = catalog;
        this.vocabularies = vocabularies;
        this.captions = captions;
        this.tagging = tagging;
        this.statements = statements;
    }

    /**
     * What is to be tagged.
     *
     * @param vocabularies by their names; empty for all that there are when an item's turn comes
     * @param missing whether only items of which nothing is said
     */
    public record TagOrder(List<String> vocabularies, boolean missing) {}

    /** What is to be captioned. */
    public record CaptionOrder(Wish wish, boolean missing) {}

    /** Orders that the items of a filter that have a picture be tagged. */
    public Job tag(String person, @Nullable String filter, TagOrder order) {
        order.vocabularies().forEach(vocabularies::vocabulary);
        return order(
                person,
                TAG_QUEUE,
                filter,
                order,
                items -> order.missing()
                        ? union(missing(
                                items,
                                Kind.TAG,
                                vocabularies(order).stream()
                                        .map(Vocabulary::name)
                                        .toList(),
                                tagging.revision()))
                        : keys(items));
    }

    /** Orders that the items of a filter that have a picture be captioned. */
    public Job caption(String person, @Nullable String filter, CaptionOrder order) {
        List<String> topics =
                captions.styles(order.wish()).stream().map(Style::topic).toList();
        return order(
                person,
                order.wish().engine() == Engine.REMOTE ? REMOTE_CAPTION_QUEUE : CAPTION_QUEUE,
                filter,
                order,
                items -> order.missing()
                        ? union(missingCaptions(items, topics, order.wish().engine()))
                        : keys(items));
    }

    /** The vocabularies that an order names and that are still there. */
    List<Vocabulary> vocabularies(TagOrder order) {
        return vocabularies.all().stream()
                .filter(vocabulary ->
                        order.vocabularies().isEmpty() || order.vocabularies().contains(vocabulary.name()))
                .toList();
    }

    private Job order(
            String person,
            String queue,
            @Nullable String filter,
            Object order,
            Function<Collection<Item>, Set<Long>> wanted) {
        Filter meant = catalog.filter(filter);
        List<Long> keys = new ArrayList<>();
        long after = 0;
        List<Item> page = catalog.page(after, PAGE, meant);
        while (!page.isEmpty()) {
            after = page.getLast().key();
            List<Item> seen =
                    page.stream().filter(item -> !item.pictures().isEmpty()).toList();
            Set<Long> these = wanted.apply(seen);
            seen.stream().map(Item::key).filter(these::contains).forEach(keys::add);
            if (keys.size() > jobs.largest()) {
                throw new InvalidRequest(
                        "filter",
                        "The filter leaves more than the " + jobs.largest() + " items that a job takes at most.");
            }
            page = catalog.page(after, PAGE, meant);
        }
        return jobs.order(
                queue, JsonMapper.shared().writeValueAsString(order), filter == null ? "" : filter, person, keys);
    }

    private static Set<Long> keys(Collection<Item> items) {
        return items.stream().map(Item::key).collect(Collectors.toSet());
    }

    private static Set<Long> union(Map<String, Set<Long>> sets) {
        return sets.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** The items that lack a caption, by topic. */
    Map<String, Set<Long>> missingCaptions(Collection<Item> items, Collection<String> topics, Engine engine) {
        return missing(items, Kind.CAPTION, topics, captions.revision(engine));
    }

    /**
     * Of which items nothing is said in a topic: nothing by a person, and nothing of its present picture, or it was rejected
     * and another model than the present one had said it.
     */
    private Map<String, Set<Long>> missing(
            Collection<Item> items, Kind kind, Collection<String> topics, String revision) {
        Map<Long, List<Statement>> said = statements.ofItems(keys(items), kind);
        Map<String, Set<Long>> missing = new HashMap<>();
        for (String topic : topics) {
            Set<Long> without = new HashSet<>();
            for (Item item : items) {
                boolean covered = said.getOrDefault(item.key(), List.of()).stream()
                        .anyMatch(statement -> statement.topic().equals(topic) && covers(statement, item, revision));
                if (!covered) {
                    without.add(item.key());
                }
            }
            missing.put(topic, without);
        }
        return missing;
    }

    private static boolean covers(Statement statement, Item item, String revision) {
        if (statement.isPersons() || statement.origin() == null) {
            return statement.isPersons();
        }
        boolean now = Looks.sha256(item).equals(statement.origin().picture());
        return switch (statement.state()) {
            case SUPERSEDED -> false;
            case REJECTED ->
                revision.equals(
                        statement.origin().model() + "@" + statement.origin().revision());
            case PROPOSED, ACCEPTED, EDITED -> now;
        };
    }
}
