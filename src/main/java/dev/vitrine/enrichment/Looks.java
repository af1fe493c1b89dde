package dev.vitrine.enrichment;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.index.Modality;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.problem.Problem;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Items' first pictures: decoded, and their vectors in the active space. */
@Component
class Looks {

    private final Catalog catalog;
    private final Vision vision;
    private final VectorIndex index;

    Looks(Catalog catalog, Vision vision, VectorIndex index) {
        this.catalog = catalog;
        this.vision = vision;
        this.index = index;
    }

    /**
     * The picture of an item.
     *
     * @throws ItemWithoutPicture if it has none
     */
    RgbImage picture(Item item) {
        return vision.decode(catalog.picture(sha256(item)));
    }

    /**
     * Which picture that is.
     *
     * @throws ItemWithoutPicture if it has none
     */
    static String sha256(Item item) {
        if (item.pictures().isEmpty()) {
            throw new ItemWithoutPicture(item.id());
        }
        return item.pictures().getFirst().sha256();
    }

    /**
     * The pictures of items by their keys.
     *
     * @param failures receives, by key, why an item has none that could be read
     */
    Map<Long, RgbImage> pictures(Collection<Item> items, Map<Long, String> failures) {
        Map<Long, RgbImage> decoded = new ConcurrentHashMap<>();
        Map<Long, String> refused = new ConcurrentHashMap<>();
        items.parallelStream().forEach(item -> {
            try {
                decoded.put(item.key(), picture(item));
            } catch (Problem e) {
                refused.put(item.key(), e.detail());
            }
        });
        failures.putAll(refused);
        return decoded;
    }

    /** The vectors of items' pictures by their keys: those that are stored and, where they are still to come, made now. */
    Map<Long, UnitVector> vectors(Collection<Item> items, Priority priority, Map<Long, String> failures) {
        Map<Long, UnitVector> vectors = new HashMap<>(
                index.vectors(Modality.IMAGE, items.stream().map(Item::key).toList()));
        List<Item> missing =
                items.stream().filter(item -> !vectors.containsKey(item.key())).toList();
        if (!missing.isEmpty()) {
            Map<Long, RgbImage> pictures = pictures(missing, failures);
            List<Long> keys = new ArrayList<>(pictures.keySet());
            List<UnitVector> made =
                    index.encoder().pictures(keys.stream().map(pictures::get).toList(), priority);
            for (int i = 0; i < keys.size(); i++) {
                vectors.put(keys.get(i), made.get(i));
            }
        }
        return vectors;
    }
}
