package dev.vitrine.search;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Item;
import dev.vitrine.catalog.ItemNotFound;
import dev.vitrine.index.VectorIndex;
import dev.vitrine.problem.InvalidRequest;
import dev.vitrine.vector.UnitVector;
import dev.vitrine.vision.DualEncoder;
import dev.vitrine.vision.DualEncoder.Priority;
import dev.vitrine.vision.PatchGrid;
import dev.vitrine.vision.RgbImage;
import dev.vitrine.vision.Vision;
import java.util.List;
import org.springframework.stereotype.Service;

/**
 * Why a picture matched words: which parts of it speak for them. Computed when asked, by the model that serves, from the
 * same pass that gives the picture its vector.
 */
@Service
public class Why {

    private final VectorIndex index;
    private final Catalog catalog;
    private final Vision vision;
    private final SearchProperties properties;

    Why(VectorIndex index, Catalog catalog, Vision vision, SearchProperties properties) {
        this.index = index;
        this.catalog = catalog;
        this.vision = vision;
        this.properties = properties;
    }

    /**
     * What the parts of one of an item's pictures say to the words.
     *
     * @param words in English or Chinese
     * @param position of the picture, 0 for the first
     * @throws ItemNotFound if there is no such item
     * @throws InvalidRequest if there are no words, too many, or no picture at that position
     */
    public Explanation explain(String id, String words, int position) {
        if (words.isBlank() || words.length() > properties.maxWordsLength()) {
            throw new InvalidRequest(
                    "q",
                    "The words have " + words.strip().length() + " characters; between 1 and "
                            + properties.maxWordsLength() + " are taken.");
        }
        RgbImage picture = picture(catalog.item(id), position);
        DualEncoder encoder = index.encoder();
        UnitVector asked =
                encoder.texts(List.of(words.strip()), Priority.INTERACTIVE).getFirst();
        PatchGrid grid = encoder.patches(List.of(picture), Priority.INTERACTIVE).getFirst();
        return new Explanation(
                encoder.model(),
                encoder.revision(),
                asked.dot(grid.whole()),
                grid.rows(),
                grid.columns(),
                grid.area(),
                rows(grid.shares(asked), grid.columns()));
    }

    private RgbImage picture(Item item, int position) {
        Item.Picture stored = item.pictures().stream()
                .filter(picture -> picture.position() == position)
                .findFirst()
                .orElseThrow(() -> new InvalidRequest(
                        "picture",
                        "The item \"" + item.id() + "\" has " + item.pictures().size()
                                + " pictures; there is none at position " + position + "."));
        return vision.decode(catalog.picture(stored.sha256()));
    }

    private static List<List<Double>> rows(double[] shares, int columns) {
        return java.util.stream.IntStream.range(0, shares.length / columns)
                .mapToObj(row -> java.util.Arrays.stream(shares, row * columns, (row + 1) * columns)
                        .boxed()
                        .toList())
                .toList();
    }

    /** The picture with warm colours where it speaks for the words, as a PNG. */
    public byte[] overlay(String id, String words, int position) {
        Explanation explanation = explain(id, words, position);
        return new Overlay(explanation).png(picture(catalog.item(id), position));
    }

    /**
     * What each patch adds to the likeness of picture and words.
     *
     * @param model with its {@code revision}, which other figures must not be compared with
     * @param cosine of picture and words, in [-1, 1]
     * @param area the part of the picture that the grid covers, in shares of its width and height
     * @param shares of the cosine, row by row from the upper left; negative where a patch speaks against the words. With
     *     what comes from no place they sum to the cosine; of SigLIP models they are near that
     */
    public record Explanation(
            String model,
            String revision,
            double cosine,
            int rows,
            int columns,
            PatchGrid.Area area,
            List<List<Double>> shares) {}
}
