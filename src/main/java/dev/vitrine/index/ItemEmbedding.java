package dev.vitrine.index;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.problem.Problem;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import dev.vitrine.work.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Makes an item's vectors: its first picture, its texts (the direction of the sum over languages), and both together.
 */
@Component
class ItemEmbedding {

    private final Catalog catalog;
    private final Vision vision;
    private final VectorIndex index;

    ItemEmbedding(Catalog catalog, Vision vision, VectorIndex index) {
        this.catalog = catalog;
        this.vision = vision;
        this.index = index;
    }

    /**
     * Brings the vectors of a batch's items up to date in a space; items that are gone, and those whose content has not
     * changed, cost nothing.
     *
     * @return by task, why its item's picture has no vector; its text has one all the same
     */
    Map<Work.Task, String> embed(Space space, List<Work.Task> batch) {
        Map<Long, String> failures =
                embed(space, batch.stream().map(Work.Task::subject).toList());
        return batch.stream()
                .filter(task -> failures.containsKey(task.subject()))
                .collect(Collectors.toMap(Function.identity(), task -> failures.get(task.subject())));
    }

    private Map<Long, String> embed(Space space, Collection<Long> keys) {
        DualEncoder encoder = vision.encoder(space.model());
        List<Item> items = missing(space, catalog.items(keys).values());
        Map<Long, String> failures = new ConcurrentHashMap<>();
        Map<Long, UnitVector> pictures = pictures(encoder, items, failures);
        Map<Long, UnitVector> texts = texts(encoder, items);
        List<VectorIndex.Entry> entries = new ArrayList<>();
        for (Item item : items) {
            UnitVector picture = pictures.get(item.key());
            UnitVector text = texts.get(item.key());
            add(entries, item, Modality.IMAGE, picture);
            add(entries, item, Modality.TEXT, text);
            if (picture != null || text != null) {
                add(entries, item, Modality.FUSED, Fused.of(picture, text));
            }
        }
        index.put(space, entries);
        items.forEach(item -> index.keepOnly(space, item.key(), item.contentHash()));
        return failures;
    }

    /** The items whose vectors are not those of their present content. */
    List<Item> missing(Space space, Collection<Item> items) {
        Map<Long, VectorIndex.Stored> stored =
                index.stored(space, items.stream().map(Item::key).toList());
        return items.stream()
                .filter(item -> !stored.getOrDefault(item.key(), VectorIndex.Stored.NOTHING)
                        .covers(item))
                .toList();
    }

    private static void add(
            List<VectorIndex.Entry> entries,
            Item item,
            Modality modality,
            @org.jspecify.annotations.Nullable UnitVector vector) {
        if (vector != null) {
            entries.add(new VectorIndex.Entry(item.key(), modality, item.contentHash(), vector));
        }
    }

    private Map<Long, UnitVector> pictures(DualEncoder encoder, List<Item> items, Map<Long, String> failures) {
        Map<Long, RgbImage> decoded = new ConcurrentHashMap<>();
        items.parallelStream().filter(item -> !item.pictures().isEmpty()).forEach(item -> {
            try {
                decoded.put(
                        item.key(),
                        vision.decode(catalog.picture(item.pictures().getFirst().sha256())));
            } catch (Problem e) {
                failures.put(item.key(), e.detail());
            }
        });
        List<Long> keys = List.copyOf(decoded.keySet());
        List<UnitVector> vectors =
                encoder.pictures(keys.stream().map(decoded::get).toList(), Priority.BULK);
        Map<Long, UnitVector> byItem = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            byItem.put(keys.get(i), vectors.get(i));
        }
        return byItem;
    }

    private static Map<Long, UnitVector> texts(DualEncoder encoder, List<Item> items) {
        List<Long> keys = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Item item : items) {
            for (String language : languages(item)) {
                String text = (item.titles().getOrDefault(language, "") + ". "
                                + item.descriptions().getOrDefault(language, ""))
                        .strip();
                keys.add(item.key());
                texts.add(text);
            }
        }
        List<UnitVector> vectors = encoder.texts(texts, Priority.BULK);
        Map<Long, List<UnitVector.Weighted>> parts = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            parts.computeIfAbsent(keys.get(i), key -> new ArrayList<>())
                    .add(new UnitVector.Weighted(vectors.get(i), 1));
        }
        Map<Long, UnitVector> byItem = new HashMap<>();
        parts.forEach((item, weighted) -> byItem.put(item, UnitVector.blend(weighted)));
        return byItem;
    }

    private static List<String> languages(Item item) {
        return java.util.stream.Stream.concat(item.titles().keySet().stream(), item.descriptions().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
